// Sends chosen files in parts, with progress, and goes on after a lost line where it stopped. The form then names what
// came. Without this module the form sends the files itself, at once.

const FIRST = 1 << 20;
const LARGEST = 8 << 20;
// A part should take a few seconds: a request may take twenty.
const SLOW = 8000;
const QUICK = 2000;
const PAUSES = [1000, 2000, 5000, 10000, 30000];

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".uploads");
  const button = form.querySelector("button:not([type=button])");
  let under = 0;

  input.addEventListener("change", () => {
    const files = [...input.files];
    // They go by themselves; the form does not send them again.
    input.value = "";
    for (const file of files) send(file);
  });

  async function send(file) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = Math.max(file.size, 1);
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const state = document.createElement("span");
    state.className = "note";
    state.textContent = list.dataset.sending;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "as-link";
    remove.textContent = list.dataset.remove;
    const stop = new AbortController();
    remove.addEventListener("click", () => {
      stop.abort();
      line.remove();
    });
    line.append(name, " ", bar, " ", state, " ", remove);
    list.append(line);
    busy(1);
    try {
      const told = await parts(file, bar, state, stop.signal);
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = "upload";
      hidden.value = told.upload;
      line.prepend(hidden);
      bar.remove();
      state.textContent = list.dataset.done;
    } catch (error) {
      if (!stop.signal.aborted) {
        bar.remove();
        state.className = "fault";
        state.textContent = error.said ?? list.dataset.failed;
      }
    } finally {
      busy(-1);
    }
  }

  function busy(by) {
    under += by;
    button.disabled = under > 0;
  }

  /** Sends every part, again and again until it is there, and has them joined. */
  async function parts(file, bar, state, signal) {
    const at = `${form.dataset.upload}/${crypto.randomUUID()}`;
    let [number, from, size] = [0, 0, FIRST];
    while (from < file.size || number === 0) {
      const part = file.slice(from, from + size);
      const begun = performance.now();
      await again(state, signal, () => fetch(`${at}/${number}`, { method: "PUT", body: part, signal, redirect: "error" }));
      const took = performance.now() - begun;
      number += 1;
      from += part.size;
      bar.value = from;
      if (took > SLOW) size = Math.max(FIRST / 4, size / 2);
      else if (took < QUICK) size = Math.min(LARGEST, size * 2);
    }
    const body = new URLSearchParams({ name: file.name, parts: String(number) });
    const answer = await again(state, signal, () => fetch(at, { method: "POST", body, signal, redirect: "error" }));
    return answer.json();
  }

  /** What fails for want of a line is tried again; what the server refuses is not. */
  async function again(state, signal, ask) {
    for (let tried = 0; ; tried += 1) {
      let answer;
      try {
        answer = await ask();
      } catch (error) {
        if (signal.aborted) throw error;
      }
      if (answer?.ok) {
        state.textContent = list.dataset.sending;
        return answer;
      }
      // A full disk is not emptied by asking again.
      if (answer && (answer.status < 500 || answer.status === 507) && answer.status !== 429) {
        const problem = answer.headers.get("Content-Type")?.startsWith("application/problem+json") ? await answer.json() : null;
        throw Object.assign(new Error("refused"), { said: problem?.detail });
      }
      state.textContent = list.dataset.again;
      await new Promise((wait) => setTimeout(wait, PAUSES[Math.min(tried, PAUSES.length - 1)]));
    }
  }
}
