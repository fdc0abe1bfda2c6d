// A shared terminal: keys to touch for the PIN, and pages that leave by themselves when nobody is there. The session
// ends at the server all the same; this takes what is shown from the screen.

// Of the fifteen minutes of the server, one is left to say so, and one is the pause between two requests below.
const QUIET = 13 * 60_000;
const WARNED = 60_000;
// A session lives by its requests: whoever types for long asks for it.
const AWAKE = 60_000;

const pad = document.querySelector(".pin-pad");
if (pad) {
  const field = document.querySelector("#pin-field");
  pad.hidden = false;
  pad.addEventListener("click", ({ target }) => {
    const key = target.closest("button");
    if (!key) return;
    if (key.dataset.digit) field.value += field.value.length < field.maxLength ? key.dataset.digit : "";
    else if ("clear" in key.dataset) field.value = "";
    else field.value = field.value.slice(0, -1);
  });
  // The names stand on the page before: nobody's page stays open.
  setTimeout(() => location.replace(document.querySelector("a[href$='/terminal']").href), 2 * 60_000);
}

const notice = document.querySelector(".leaving");
if (notice) watch(notice);

function watch(notice) {
  const { leave, awake } = notice.dataset;
  let timer;
  let asked = Date.now();

  const ask = () => {
    asked = Date.now();
    fetch(awake, { method: "POST" }).then((answer) => answer.redirected && location.replace(leave));
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      notice.hidden = false;
      notice.querySelector("button").focus();
      timer = setTimeout(() => location.replace(leave), WARNED);
    }, QUIET);
  };
  const active = () => {
    if (!notice.hidden) return;
    wait();
    if (Date.now() - asked > AWAKE) ask();
  };
  notice.querySelector("button").addEventListener("click", () => {
    notice.hidden = true;
    ask();
    wait();
  });
  for (const kind of ["input", "pointerdown", "keydown"]) document.addEventListener(kind, active, { passive: true });
  // A page that comes back from the browser's memory belongs to whoever was there before.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  wait();
}
