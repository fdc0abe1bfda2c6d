// An official or own workbook as a check for one's own use: 取り込み・未確認. Shows the items (`items`) as a form,
// tells what was left out, and counts. Nothing is sent, and nothing is kept: not in this browser's storage
// either.

import { checklist, LONGEST, marksIn } from "./items.js";
import { level, score } from "./score.js";
import { takeDrops } from "./store.js";
import { sheetsOf, Unreadable } from "./xlsx.js";

const FEWEST_AXES = 3;
const MOST_LEFT = 100;

function columnName(column) {
  let name = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

// ---------------------------------------------------------------------------------------- the picture

// The same points as the Rust crate `figures`, in tenths of a unit.
const CENTRE = [2300, 1820];
const RADIUS = 1180;
const MOST_SPOKES = 16;

function radar(svg, axes) {
  const point = (spoke, radius) => {
    const angle = (2 * Math.PI * spoke) / axes.length;
    return [CENTRE[0] + Math.round(Math.sin(angle) * radius), CENTRE[1] - Math.round(Math.cos(angle) * radius)];
  };
  const tips = axes.map((_, i) => point(i, RADIUS));
  const tenths = (value) => String(value / 10);
  const pair = (at) => at.map(tenths).join(" ");
  const along = (from, to, value) => Math.floor((from * 200 + (to - from) * 2 * value + 100) / 200);
  const at = (i, value) => pair([0, 1].map((n) => along(CENTRE[n], tips[i][n], value)));
  const ring = (values) => `M${tips.map((_, i) => at(i, values[i])).join(" L")}Z`;
  const scores = axes.map((axis) => axis.score);
  const next = (i) => (i + 1) % axes.length;
  const grid = [25, 50, 75, 100].map((value) => ring(tips.map(() => value)));
  const draw = (name, d) => svg.querySelector(name).setAttribute("d", d);
  draw(".radar-grid", [...grid, ...tips.map((tip) => `M${pair(CENTRE)} L${pair(tip)}`)].join(""));
  draw(".radar-area", scores.includes(null) ? "" : ring(scores));
  const strokes = scores.map((value, i) =>
    value === null || scores[next(i)] === null ? "" : `M${at(i, value)} L${at(next(i), scores[next(i)])}`,
  );
  draw(".radar-line", strokes.join(""));
  draw(".radar-dots", scores.map((value, i) => (value === null ? "" : `M${at(i, value)} h0`)).join(""));
  svg.querySelector(".radar-labels").replaceChildren(...axes.flatMap((axis, i) => spoke(axis, point(i, RADIUS + 120), tenths)));
}

// Two lines, label and value, around the point: above it at the top, below it at the bottom.
function spoke(axis, [x, y], tenths) {
  const make = (name, attributes, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const away = x - CENTRE[0];
  const anchor = Math.abs(away) <= 300 ? "middle" : away > 0 ? "start" : "end";
  const line = y + Math.trunc((y - CENTRE[1]) / 12) - 10;
  const label = make("tspan", { x: tenths(x), y: tenths(line) }, axis.mark);
  const value = make("tspan", { x: tenths(x), y: tenths(line + 190), "font-weight": "700" }, shownNumber(axis.score));
  return [make("text", { "text-anchor": anchor }, label, value)];
}

const shownNumber = (value) => (value === null ? "—" : String(value));

// ------------------------------------------------------------------------------------------- the page

const root = document.querySelector(".own");
const words = root.dataset;
const data = JSON.parse(document.querySelector("#own-data").textContent);
const one = (selector) => root.querySelector(selector);
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const copy = (template) => one(template).content.firstElementChild.cloneNode(true);

const MOST_SIGNS = 3;
const chooser = one(".own-choose");
const form = one(".own-form");
const fault = one(".own-fault");
const sheet = one(".own-sheet");
let pack = null; // the check that is open
let touched = false; // whether something was answered here

// This page keeps nothing, so it works where the browser keeps nothing, too.
document.documentElement.classList.add("js");
takeDrops(chooser, () => refuse(words.oneFile));

chooser.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = chooser.querySelector("input");
  const [file] = field.files;
  if (!file || (touched && !window.confirm(words.replace))) return;
  close();
  tell(words.reading);
  try {
    show(file.name, checklist(await sheetsOf(file)));
    tell("");
    sheet.scrollIntoView();
    one("#own-name").focus({ preventScroll: true });
  } catch (error) {
    close();
    const { why, values } = error instanceof Unreadable ? error : new Unreadable("broken");
    refuse(`${fill(words.file, { file: file.name })}${fill(words[`why${capital(why)}`], values)}`);
    field.focus();
  }
});

one(".own-forget").addEventListener("click", () => {
  close();
  chooser.reset();
  one("[name=organisation]").value = "";
  tell(words.forgotten);
  chooser.querySelector("input").focus();
});

one(".own-print").addEventListener("click", () => window.print());

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => {
  touched = true;
  tally();
});

// What was answered is kept nowhere: the browser asks before it goes.
window.addEventListener("beforeunload", (event) => touched && event.preventDefault());

const capital = (word) => `${word[0].toUpperCase()}${word.slice(1)}`;

function refuse(text) {
  fault.textContent = text;
  fault.hidden = false;
}

function tell(text) {
  one(".own-status").textContent = text;
}

function close() {
  pack = null;
  touched = false;
  sheet.hidden = true;
  fault.hidden = true;
  tell("");
  one(".own-groups").replaceChildren();
  one(".own-rows").replaceChildren();
}

function show(file, list) {
  const found = list.items;
  const groups = [...new Set(found.map((item) => item.group))];
  const marks = marksIn(list);
  const axisOf = (item) => `group-${groups.indexOf(item.group) + 1}`;
  pack = {
    ...data,
    presentation: groups.length >= FEWEST_AXES ? "chart" : "list",
    axes: marked(groups).map((axis, i) => ({ id: `group-${i + 1}`, ...axis })),
    items: found.map((item, i) => ({ id: `own/${i + 1}`, axis: axisOf(item), weight: 1, priority: 50, builds_on: [] })),
  };
  one("#own-name").textContent = file.replace(/(.)\.[^.]*$/u, "$1");
  one(".own-when").textContent = today();
  one(".own-taken").textContent = fill(words.taken, { n: found.length });
  const read = marks && { n: marks.answers.size, column: marks.columns.map(columnName).join(words.comma) };
  one(".own-renumbered").hidden = !list.renumbered;
  showLeft(list.left);
  one(".own-filled").textContent = read ? fill(words.read, read) : words.unread;
  one(".own-table th").textContent = groups[0] === null ? words.items : words.groups;
  one(".own-groups").replaceChildren(...pack.axes.map((axis) => section(axis, found, marks)));
  one(".own-rows").replaceChildren(...pack.axes.filter((axis) => axis.label !== null).map(row));
  for (const part of root.querySelectorAll("[data-chart]")) part.hidden = (part.dataset.chart === "yes") !== (pack.presentation === "chart");
  one(".radar").toggleAttribute("hidden", pack.presentation !== "chart" || pack.axes.length > MOST_SPOKES);
  sheet.hidden = false;
  tally();
}

// What looks like an item and was not taken, in the words of the terminal.
function showLeft(left) {
  const lines = left.slice(0, MOST_LEFT).map(leftLine);
  if (left.length > MOST_LEFT) lines.push(fill(words.more, { n: left.length - MOST_LEFT }));
  one(".own-left").hidden = left.length === 0;
  one(".own-left h3").textContent = fill(words.left, { n: left.length });
  one(".own-left ul").replaceChildren(
    ...lines.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }),
  );
}

function leftLine({ grid, row, column, n, text, why }) {
  const at = { number: grid.number, name: grid.name, cell: `${columnName(column)}${row}`, row };
  const place = grid.name === null ? words.placeCell : column === 0 ? words.placeSheet : words.placeSheetCell;
  const several = { noText: "noTexts", notCounted: "column" };
  const pattern = words[`left${capital((n > 1 && several[why]) || why)}`];
  return fill(pattern, { place: fill(place, at), text, n, most: LONGEST });
}

// What stands for a group in the picture: the sign its name begins with (①, Ⅱ, 3.), or its place.
function marked(groups) {
  const signs = groups.map((label) => (/^(?:\P{Alphabetic}|\p{Nl})+/u.exec(label ?? "")?.[0] ?? "").replace(/[\p{White_Space}\p{P}]/gu, ""));
  const own = signs.every((sign) => sign !== "" && [...sign].length <= MOST_SIGNS) && new Set(signs).size === groups.length;
  return groups.map((label, i) => (own ? { label, mark: signs[i], named: label } : { label, mark: String(i + 1), named: `${i + 1} ${label}` }));
}

function section(axis, found, marks) {
  const part = copy("#own-group");
  const heading = part.querySelector("h3");
  heading.textContent = axis.label ?? "";
  heading.hidden = axis.label === null;
  found.forEach((item, i) => {
    if (pack.items[i].axis === axis.id) part.append(question(item, pack.items[i].id, marks?.answers.get(i)));
  });
  return part;
}

function question(item, id, answer) {
  const field = copy("#own-item");
  field.querySelector(".own-number").textContent = item.number;
  field.querySelector(".own-text").textContent = item.text;
  for (const radio of field.querySelectorAll("input")) {
    radio.name = id;
    radio.checked = radio.value === answer;
  }
  return field;
}

function row(axis) {
  const line = copy("#own-row");
  line.dataset.axis = axis.id;
  line.querySelector("th").textContent = axis.named;
  return line;
}

/** Counts what is answered, and shows it. */
function tally() {
  const answers = {};
  for (const radio of form.querySelectorAll("input:checked")) answers[radio.name] = radio.value;
  const found = score(pack, answers);
  const { answered, items, implemented } = found.coverage;
  const chart = pack.presentation === "chart";
  one(".own-progress").textContent = fill(words.progress, { n: answered, of: items });
  const value = level(pack, found.overall, found.coverage);
  const pattern = chart ? words.overall : words.count;
  one(".own-overall").textContent = value === null ? "" : fill(pattern, { n: chart ? value : implemented, items });
  fillRow(one(".own-total"), pack.items, answers, found.overall);
  found.axes.forEach(({ axis, score: percent }) => {
    const line = one(`.own-rows [data-axis="${axis}"]`);
    if (line) fillRow(line, pack.items.filter((item) => item.axis === axis), answers, percent);
  });
  if (!one(".radar").hasAttribute("hidden")) radar(one(".radar"), found.axes.map((axis, i) => ({ ...axis, mark: pack.axes[i].mark })));
}

function fillRow(line, items, answers, percent) {
  for (const cell of line.querySelectorAll("[data-answer]")) {
    cell.textContent = items.filter((item) => (answers[item.id] ?? "") === cell.dataset.answer).length;
  }
  line.querySelector(".score").textContent = shownNumber(percent);
}

// 2026年（令和8年）11月20日, in Japan.
function today() {
  const zone = { timeZone: "Asia/Tokyo" };
  if (document.documentElement.lang !== "ja") {
    return new Intl.DateTimeFormat("en-GB", { ...zone, day: "numeric", month: "long", year: "numeric" }).format(new Date());
  }
  const iso = new Intl.DateTimeFormat("sv-SE", zone).format(new Date());
  const [year, month, day] = iso.split("-").map(Number);
  const era = data.eras.filter((known) => known.from <= iso).at(-1);
  const inEra = year - Number(era.from.slice(0, 4)) + 1;
  return `${year}年（${era.name.ja}${inEra === 1 ? "元" : inEra}年）${month}月${day}日`;
}
