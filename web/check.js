// The questions: keeps answers in this browser, shows progress, listens to keys.
// Everything works without this module; then the answers travel with the form.

import { forget, isResult, load, readResult, resultText, save, takeDrops } from "./store.js";

const root = document.querySelector(".check");
const form = document.querySelector("#check");
const pack = JSON.parse(document.querySelector("#pack").textContent);
const kept = document.querySelector(".kept");
const questions = [...document.querySelectorAll(".question")];

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function answersGiven() {
  const answers = {};
  for (const radio of form.querySelectorAll("input[type=radio]:checked")) answers[radio.name] = radio.value;
  return answers;
}

function show(answers) {
  for (const radio of form.querySelectorAll("input[type=radio]")) radio.checked = answers[radio.name] === radio.value;
  progress();
}

function progress() {
  const answers = answersGiven();
  const done = Object.keys(answers).length;
  const words = document.querySelector(".progress-words");
  words.textContent = fill(words.dataset.pattern, { n: done, of: pack.items.length });
  document.querySelector(".progress progress").value = done;
  for (const link of document.querySelectorAll(".contents [data-item]")) {
    const answer = answers[link.dataset.item];
    if (answer) link.dataset.answer = answer;
    else delete link.dataset.answer;
  }
  // What could not be read of a sheet counts as mended once its question is answered.
  for (const line of document.querySelectorAll(".brought li:has(> a[href^='#q'])")) {
    const question = document.querySelector(line.querySelector("a").hash);
    line.classList.toggle("mended", question.dataset.item in answers);
  }
}

// 「質問を始める」 leads to the first question that is still open.
function carryOn(answers) {
  const begin = document.querySelector(".begin a");
  const open = pack.items.findIndex((item) => !answers[item.id]);
  begin.textContent = begin.dataset.continue;
  begin.href = `#q${Math.max(open, 0) + 1}`;
}

// A group left out answers what was not answered in it; taken back, it takes only that back.
function skip(box) {
  for (const item of pack.items.filter((known) => known.axis === box.value)) {
    const given = form.querySelector(`input[name="${CSS.escape(item.id)}"]:checked`);
    const none = form.querySelector(`input[name="${CSS.escape(item.id)}"][value=not_applicable]`);
    if (box.checked && !given) none.checked = true;
    if (!box.checked && given === none) none.checked = false;
  }
}

function tell(text) {
  kept.textContent = text;
  kept.hidden = false;
  document.querySelector(".opened").hidden = true;
}

// A form that came back from the server is already filled; what is kept here stays behind it.
const before = load(pack);
const returned = answersGiven();
if (Object.keys(returned).length > 0) {
  save(pack, returned);
  carryOn(returned);
} else if (before && Object.keys(before.answers).length > 0) {
  show(before.answers);
  carryOn(before.answers);
  tell(before.sameEdition ? root.dataset.keptNotice : root.dataset.newEdition);
}
progress();

form.addEventListener("change", (event) => {
  if (event.target.name === "skip") skip(event.target);
  save(pack, answersGiven());
  progress();
});

// The result is computed on the device: nothing is sent. Where the browser keeps nothing, the form
// is sent as without this module.
form.addEventListener("submit", (event) => {
  if (!save(pack, answersGiven())) return;
  event.preventDefault();
  location.href = root.dataset.result;
});

takeDrops(root, () => tell(root.dataset.oneFile));

// A result file is opened here; a sheet is sent, once, to be read.
document.querySelector(".reopen").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = event.target.querySelector("input[type=file]").files;
  if (!file) return;
  if (!(await isResult(file))) {
    if (file.size > Number(root.dataset.largest)) tell(root.dataset.tooLarge);
    else event.target.submit();
    return;
  }
  const answers = readResult(pack, await resultText(file));
  if (!answers) return tell(root.dataset.wrongFile);
  show(answers);
  save(pack, answers);
  carryOn(answers);
  tell(fill(root.dataset.opened, { file: file.name }));
  document.querySelector(".opened").hidden = false;
});

document.querySelector(".forget").addEventListener("click", (event) => {
  forget(pack);
  show({});
  tell(event.target.dataset.done);
});

// Keys: 1–4 answer the question one is at; j and k go on and back; Enter on an answer goes on.
const wide = window.matchMedia("(min-width: 62rem)");
const target = () => questions.findIndex((question) => `#${question.id}` === location.hash);
const here = () => (wide.matches ? current : target());
let current = Math.max(target(), 0);

form.addEventListener("focusin", (event) => {
  const at = questions.indexOf(event.target.closest(".question"));
  if (at >= 0) current = at;
});

// A link to a question leads the keys there, too.
window.addEventListener("hashchange", () => {
  const at = target();
  if (at < 0) return;
  current = at;
  if (!wide.matches) window.scrollTo(0, 0);
  focusAnswer(at);
});

function focusAnswer(at) {
  const question = questions[at];
  const radio = question.querySelector("input:checked") ?? question.querySelector("input");
  radio.focus({ preventScroll: true });
}

function go(at) {
  if (at < 0 || at >= questions.length) return;
  current = at;
  if (wide.matches) {
    questions[at].scrollIntoView({ block: "center" });
    focusAnswer(at);
  } else {
    location.hash = questions[at].id;
  }
}

document.addEventListener("keydown", (event) => {
  const at = here();
  const typing = event.target.matches("input[type=text], input[type=file], select, textarea");
  if (at < 0 || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "j") return go(at + 1);
  if (event.key === "k") return go(at - 1);
  if (event.key === "Enter" && event.target.matches("input[type=radio]")) {
    event.preventDefault();
    if (at + 1 < questions.length) go(at + 1);
    else form.requestSubmit();
    return;
  }
  const radio = questions[at].querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
});
