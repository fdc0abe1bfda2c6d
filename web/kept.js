// Keeps what is typed into a check until it is saved: on this page at once, at the server at most once a second.
// What the server has not taken yet stands in the storage of this tab, under check and person; nobody else's page reads it.
// Without this module everything works; then only what is saved is kept.

const form = document.querySelector("form.typing[data-drafts]");
const state = document.querySelector(".typing-state");
const key = form.dataset.key;
const questions = new Map([...form.querySelectorAll(".kept-item")].map((question) => [question.querySelector("[name^='base:']").name.slice(5), question]));

// At most one request at a time, and one a second.
const PAUSE = 1000;
const RETRY = 5000;

let timer = null;
let sending = false;
let over = false;
let submitted = false;
// Saved meanwhile in another window: these wait on this page until they are typed on or saved.
const stale = new Set();

const hidden = (item, name) => questions.get(item).querySelector(`input[type=hidden][name="${name}:${item}"]`);
const typed = (item) => {
  const question = questions.get(item);
  return { answer: question.querySelector("[type=radio]:checked")?.value ?? "", note: question.querySelector(`[name="note:${item}"]`).value };
};
const stands = (item) => ({ answer: hidden(item, "was").value, note: hidden(item, "noted").value });
const same = (one, other) => one.answer === other.answer && one.note.trim() === other.note.trim();

/** What was typed here and the server has not taken: { item: { answer, note, base } }. */
function waiting() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function wait(all) {
  try {
    if (Object.keys(all).length > 0) sessionStorage.setItem(key, JSON.stringify(all));
    else sessionStorage.removeItem(key);
  } catch {
    // The browser keeps nothing; the server still does.
  }
}

function tell(name) {
  state.hidden = !name;
  const text = name ? state.dataset[name] : "";
  if (state.dataset.shown === name) return;
  state.dataset.shown = name;
  state.textContent = text;
  if (name !== "over") return;
  const link = document.createElement("a");
  link.href = form.dataset.signIn;
  link.textContent = state.dataset.signIn;
  state.append(" ", link);
}

function note(item, text) {
  const question = questions.get(item);
  let line = question.querySelector(".draft");
  if (!line) {
    line = document.createElement("p");
    line.className = "draft";
    question.querySelector(".ans").before(line);
  }
  line.textContent = text;
}

function schedule(after = PAUSE) {
  timer ??= setTimeout(() => {
    timer = null;
    send();
  }, after);
}

/** Sends what waits. What was typed on meanwhile waits on. */
async function send(more = {}) {
  if (sending || over || submitted) return;
  const sent = Object.fromEntries(Object.entries(waiting()).filter(([item]) => questions.has(item) && !stale.has(item)));
  const items = Object.keys(sent);
  if (items.length === 0) return;
  const body = new URLSearchParams();
  for (const item of items) {
    body.set(`base:${item}`, sent[item].base);
    body.set(`answer:${item}`, sent[item].answer);
    body.set(`note:${item}`, sent[item].note);
    for (const name of ["was", "noted", "draft"]) body.set(`${name}:${item}`, hidden(item, name).value);
  }
  sending = true;
  try {
    const response = await fetch(form.dataset.drafts, { method: "POST", body, redirect: "manual", ...more });
    if (response.type === "opaqueredirect") {
      over = true;
      tell("over");
    } else if (response.ok || (response.status === 409 && response.headers.get("content-type")?.startsWith("application/json"))) {
      taken(sent, await response.json());
      tell("kept");
    } else {
      tell("refused");
    }
  } catch {
    tell("offline");
    schedule(RETRY);
  } finally {
    sending = false;
  }
  if (Object.keys(waiting()).some((item) => !stale.has(item)) && !over && state.dataset.shown === "kept") schedule();
}

function taken(sent, { kept, stamp, others }) {
  const all = waiting();
  for (const item of Object.keys(sent)) {
    if (others.some((other) => other.item === item)) continue;
    if (!kept.includes(item) && !same(sent[item], stands(item))) {
      stale.add(item);
      continue;
    }
    hidden(item, "draft").value = kept.includes(item) ? stamp : "0";
    if (all[item] && same(all[item], sent[item])) delete all[item];
  }
  for (const other of others) {
    // Another window of the same person: both are seen now, and whatever is typed next replaces it.
    hidden(other.item, "draft").value = other.stamp;
    const mark = questions.get(other.item).querySelector(`[value="${other.answer}"] ~ .m`)?.textContent ?? form.dataset.none;
    const values = { answer: mark, note: other.note };
    note(other.item, form.dataset.other.replace(/\{(\w+)\}/g, (_, name) => values[name]));
    delete all[other.item];
  }
  wait(all);
}

function changed(item) {
  const all = waiting();
  stale.delete(item);
  all[item] = { ...typed(item), base: hidden(item, "base").value };
  wait(all);
  schedule();
}

form.addEventListener("input", (event) => {
  const question = event.target.closest(".kept-item");
  for (const [item, one] of questions) if (one === question) changed(item);
});

form.addEventListener("submit", (event) => {
  // What is saved now must not come back as a draft.
  submitted = navigator.onLine;
  if (submitted) return;
  // The browser would show its own page, and what was typed would be behind it.
  event.preventDefault();
  tell("offline");
});

addEventListener("online", () => send());
addEventListener("pagehide", () => send({ keepalive: true }));
addEventListener("pageshow", () => (submitted = false));

// What the server never got comes back: after a reload, after a new sign-in, after a lost connection.
{
  const all = waiting();
  for (const [item, mine] of Object.entries(all)) {
    if (!questions.has(item) || same(mine, stands(item))) {
      delete all[item];
      continue;
    }
    const question = questions.get(item);
    const radio = [...question.querySelectorAll("[type=radio]")].find((one) => one.value === mine.answer);
    if (radio) radio.checked = true;
    question.querySelector(`[name="note:${item}"]`).value = mine.note;
    // The version that was seen when it was typed: what came since is told when this is saved, never overwritten. Where
    // the page shows both side by side, what stands is seen.
    if (question.querySelector(".versions")) mine.base = hidden(item, "base").value;
    else hidden(item, "base").value = mine.base;
    if (!question.querySelector(".draft, .versions")) note(item, form.dataset.draft);
  }
  wait(all);
  if (Object.keys(all).length > 0) schedule(0);
}
