// The result, on the device: fills the places of the page from answers kept in this browser.
// The server fills the same places for a form without JavaScript; a browser test compares the two.

import { dayInJapan, isResult, load, readResult, resultText, save, takeDrops } from "./store.js";
import { headline, level, resultFile, score } from "./score.js";

const FIRST = 3; // steps on top
const NAMES = 2; // names in a headline sentence

const root = document.querySelector(".result");
const pack = JSON.parse(document.querySelector("#pack").textContent);
const kept = load(pack) ?? { answers: {} };
const answers = kept.answers;
const found = score(pack, answers);
const chart = pack.presentation === "chart";

const nameField = document.querySelector("#organisation");

// The fields of the earlier result a comparison was made with, for the report.
const earlierResult = { fields: {} };

const one = (selector) => document.querySelector(selector);
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = (value) => (value === null ? "—" : String(value));
const item = (id) => pack.items.find((known) => known.id === id);
const shortName = (axis) => one(`.road [data-axis="${CSS.escape(axis)}"] b`).textContent;

if (Object.keys(answers).length === 0) {
  one(".blank").hidden = false;
} else {
  one(".filled").hidden = false;
  head();
  radar();
  table();
  roadmap();
  steps();
  cases();
  given();
}
desks();
takeAway();
comparing();

function head() {
  const line = one(".line");
  const { answered, items } = found.coverage;
  line.textContent = fill(line.dataset.pattern, { answered, items, date: today(line.dataset.lang) });
  const sentence = one(".headline");
  const names = (axes) =>
    axes
      .slice(0, NAMES)
      .map((axis) => fill(sentence.dataset.quote, { name: shortName(axis) }))
      .join(sentence.dataset.and);
  sentence.textContent = fill(sentence.dataset[headline(found)], { strong: names(found.strong), weak: names(found.weak) });
  const overall = one(".overall [data-pattern]");
  const n = chart ? found.overall : found.coverage.implemented;
  overall.textContent = n === null ? "" : fill(overall.dataset.pattern, { n, items });
  const open = items - answered;
  const notice = one(".open-questions");
  notice.hidden = open === 0;
  const words = notice.querySelector("[data-pattern]");
  words.textContent = fill(words.dataset.pattern, { n: open });
  nameField.value = kept.organisation ?? "";
  nameField.addEventListener("change", () => save(pack, answers, { organisation: nameField.value }));
}

// 2026年（令和8年）11月20日, in Japan.
function today(lang) {
  const zone = { timeZone: "Asia/Tokyo" };
  if (lang !== "ja") {
    return new Intl.DateTimeFormat("en-GB", { ...zone, day: "numeric", month: "long", year: "numeric" }).format(new Date());
  }
  const iso = new Intl.DateTimeFormat("sv-SE", zone).format(new Date());
  const [year, month, day] = iso.split("-").map(Number);
  const era = pack.eras.filter((known) => known.from <= iso).at(-1);
  const inEra = year - Number(era.from.slice(0, 4)) + 1;
  return `${year}年（${era.name.ja}${inEra === 1 ? "元" : inEra}年）${month}月${day}日`;
}

// The same points as the Rust crate `figures`, in tenths of a unit.
function radar(before = null) {
  if (!chart) return;
  const svg = one(".radar");
  const centre = svg.dataset.centre.split(",").map(Number);
  const tips = svg.dataset.tips.split(" ").map((tip) => tip.split(",").map(Number));
  const along = (from, to, value) => Math.floor((from * 200 + (to - from) * 2 * value + 100) / 200);
  const tenths = (value) => String(value / 10);
  const at = (tip, value) => [0, 1].map((axis) => tenths(along(centre[axis], tip[axis], value))).join(" ");
  const line = (values) =>
    tips
      .map((tip, i) => {
        const next = (i + 1) % tips.length;
        if (values[i] === null || values[next] === null) return "";
        return `M${at(tip, values[i])} L${at(tips[next], values[next])}`;
      })
      .join("");
  const values = found.axes.map((axis) => axis.score);
  const whole = values.every((value) => value !== null);
  const draw = (name, d) => svg.querySelector(name).setAttribute("d", d);
  draw(".radar-area", whole ? `M${tips.map((tip, i) => at(tip, values[i])).join(" L")}Z` : "");
  draw(".radar-line", line(values));
  draw(".radar-dots", tips.map((tip, i) => (values[i] === null ? "" : `M${at(tip, values[i])} h0`)).join(""));
  draw(".radar-before", before ? line(before) : "");
  for (const axis of found.axes) {
    svg.querySelector(`[data-spoke="${CSS.escape(axis.axis)}"] .radar-value`).textContent = number(axis.score);
  }
}

// On a narrow screen the three first things come right after the picture; the table is one tap away.
if (chart && window.matchMedia("(max-width: 47.99rem)").matches) one("details.table").open = false;

function table(before = null) {
  const words = one(".road").dataset;
  found.axes.forEach((axis, i) => {
    const row = one(`.picture [data-axis="${CSS.escape(axis.axis)}"]`);
    const { implemented, items } = axis.coverage;
    row.querySelector(".score").textContent = chart ? number(axis.score) : `${implemented} / ${items}`;
    row.querySelector(".state").textContent = words[axis.standing];
    if (before) row.querySelector(".before").textContent = number(before[i]);
  });
  if (before) for (const cell of document.querySelectorAll(".picture .before")) cell.hidden = false;
}

function roadmap() {
  const road = one(".road");
  for (const axis of found.axes) {
    const station = road.querySelector(`[data-axis="${CSS.escape(axis.axis)}"]`);
    station.dataset.standing = axis.standing;
    station.querySelector(".state").textContent = road.dataset[axis.standing];
  }
}

function copy(template, name, value) {
  return one(template).content.querySelector(`[data-${name}="${CSS.escape(value)}"]`).cloneNode(true);
}

function steps() {
  const first = found.next_steps.slice(0, FIRST);
  const rest = found.next_steps.slice(FIRST);
  for (const step of first) {
    const card = copy("#step-cards", "item", step.item);
    const list = card.querySelector(".reasons");
    for (const reason of step.reasons) {
      const line = document.createElement("li");
      line.textContent = reasonText(reason, list.dataset);
      list.append(line);
    }
    one(".steps-list").append(card);
  }
  for (const step of rest) one(".rest-list").append(copy("#rest-lines", "item", step.item));
  one(".rest").hidden = rest.length === 0;
  one(".no-steps").hidden = found.next_steps.length > 0;
}

function reasonText(reason, words) {
  if (reason.kind === "gap") return reason.missing < 100 ? words.gapPartial : words.gapNone;
  if (reason.kind === "weak_axis") return words.weak;
  return fill(words.foundation, { items: reason.items.map((id) => id.split("/").at(-1)).join(words.comma) });
}

function cases() {
  const shown = new Set();
  for (const step of found.next_steps.slice(0, FIRST)) {
    const next = item(step.item).cases.find((id) => !shown.has(id));
    if (next) shown.add(next);
  }
  for (const id of shown) one(".case-list").append(copy("#case-cards", "case", id));
  one(".related").hidden = shown.size === 0;
}

function given() {
  const marks = { implemented: "○", partial: "△", not_implemented: "×", not_applicable: "−" };
  for (const row of document.querySelectorAll(".given [data-item]")) {
    row.querySelector(".mark").textContent = marks[answers[row.dataset.item]] ?? "";
  }
}

function desks() {
  const choice = one("#prefecture");
  const list = one(".desk-list");
  const show = () => {
    list.querySelector("[data-prefectures]")?.remove();
    const all = [...one("#desk-cards").content.children];
    const desk = all.find((card) => choice.value && card.dataset.prefectures.split(" ").includes(choice.value));
    if (desk) list.prepend(desk.cloneNode(true));
  };
  choice.value = kept.prefecture ?? "";
  show();
  choice.addEventListener("change", () => {
    show();
    save(pack, answers, { prefecture: choice.value });
  });
}

function takeAway() {
  const name = (ending) => `mamori-${pack.pack}-${dayInJapan()}.${ending}`;
  const onClick = (selector, make) =>
    one(selector).addEventListener("click", (event) => {
      event.preventDefault();
      make();
    });
  onClick(".json", () => keep(name("json"), "application/json", `${JSON.stringify(resultFile(pack, answers), null, 2)}\n`));
  for (const ending of ["pdf", "xlsx"]) onClick(`button.${ending}`, () => make(one(`button.${ending}`), name(ending)));
  // Claiming leaves this page for that of those who are signed in: the answers go with the form, as it is sent, and the
  // day on which they were changed last. Who comes back to this page and claims again sends them once, not twice.
  document.querySelector("button.claim")?.addEventListener("click", (event) => {
    const { form } = event.currentTarget;
    for (const field of form.querySelectorAll("[data-claimed]")) field.remove();
    const savedOn = load(pack)?.savedOn;
    for (const [name, value] of [...Object.entries(answers), ...(savedOn ? [["saved_on", savedOn]] : [])]) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      field.dataset.claimed = "";
      form.append(field);
    }
  });
  if (chart) onClick(".svg", () => keep(name("svg"), "image/svg+xml", one(".radar").outerHTML));
}

// PDF and Excel are made by the server: the answers are sent once, and not kept. Not as a form, for then a
// refusal would take the place of this page, and every button of that one sends the answers again.
let making = false;

async function make(button, name) {
  if (making) return;
  making = true;
  const made = one(".made");
  const { making: busy, made: done, notSent } = made.dataset;
  made.textContent = busy;
  made.hidden = false;
  one(".take-away .faults")?.remove();
  const fields = { ...answers, ...earlierResult.fields, organisation: nameField.value, prefecture: one("#prefecture").value };
  const answer = await send(button.formAction, new URLSearchParams(fields));
  nameField.toggleAttribute("aria-invalid", false);
  if (answer?.ok) {
    keep(name, answer.headers.get("content-type"), await answer.blob());
    made.textContent = fill(done, { file: name });
  } else if (answer) {
    made.hidden = true;
    const faults = refused(await answer.text());
    made.before(faults);
    if (faults.querySelector(`a[href="#${nameField.id}"]`)) nameField.setAttribute("aria-invalid", "true");
    faults.scrollIntoView({ block: "nearest" });
  } else {
    made.textContent = notSent;
  }
  making = false;
}

/** Sends a form once; null where nothing came back. */
function send(address, body) {
  return fetch(address, { method: "POST", body }).catch(() => null);
}

/** What a page of the server says it refused. */
function refused(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const faults = page.querySelector(".faults");
  if (faults) return document.adoptNode(faults);
  const told = document.createElement("div");
  told.className = "faults";
  told.setAttribute("role", "alert");
  told.append(...[...page.querySelectorAll("main :is(h1, .lead)")].map((said) => {
    const line = document.createElement("p");
    line.textContent = said.textContent;
    return line;
  }));
  return told;
}

function keep(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function comparing() {
  const said = one(".compared");
  const tell = (text) => {
    said.textContent = text;
    said.hidden = false;
  };
  takeDrops(one(".comparison"), () => tell(said.dataset.oneFile));
  one(".earlier").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = event.target.querySelector("input[type=file]").files;
    if (!file) return;
    one(".comparison .faults")?.remove();
    if (await isResult(file)) {
      const earlier = readResult(pack, await resultText(file));
      return earlier ? compared(earlier, file.name, tell) : tell(said.dataset.wrongFile);
    }
    if (file.size > Number(said.dataset.largest)) return tell(said.dataset.tooLarge);
    // A sheet is read by the server, which gets nothing else: the comparison is made here.
    tell(said.dataset.reading);
    const body = new FormData();
    body.append("file", file);
    const answer = await send(event.target.action, body);
    if (!answer) return tell(said.dataset.notSent);
    const text = await answer.text();
    const earlier = answersBefore(text);
    if (Object.keys(earlier).length > 0) return compared(earlier, file.name, tell);
    said.hidden = true;
    said.before(refused(text));
  });
}

/** The answers of the earlier check that a page of the server carries. */
function answersBefore(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fields = page.querySelectorAll('.earlier [name^="before:"]');
  return Object.fromEntries([...fields].map((field) => [field.name.slice("before:".length), field.value]));
}

function compared(earlier, file, tell) {
  earlierResult.fields = { "before-file": file };
  for (const [id, answer] of Object.entries(earlier)) earlierResult.fields[`before:${id}`] = answer;
  const words = one(".compared").dataset;
  const was = score(pack, earlier);
  const levels = was.axes.map((axis) => level(pack, axis.score, axis.coverage));
  const now = found.axes.map((axis) => level(pack, axis.score, axis.coverage));
  const better = found.axes.filter((_, i) => levels[i] !== null && now[i] > levels[i]).map((axis) => shortName(axis.axis));
  tell(
    fill(words.pattern, {
      file,
      before: number(level(pack, was.overall, was.coverage)),
      after: number(level(pack, found.overall, found.coverage)),
      changed: pack.items.filter((known) => earlier[known.id] !== answers[known.id]).length,
      better: better.join(words.comma) || words.none,
    }),
  );
  radar(levels);
  table(levels);
}
