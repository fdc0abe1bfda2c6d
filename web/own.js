// An official or own workbook as a check for one's own use: 取り込み・未確認. Takes the items as the Rust
// crate `criteria` does (`import`), shows them as a form and counts. Nothing is sent, and nothing is kept:
// not in this browser's storage either.

import { level, score } from "./score.js";
import { takeDrops } from "./store.js";
import { sheetsOf, Unreadable } from "./xlsx.js";

// ------------------------------------------------------------------------- what a cell says (`marks`)

const SPACE = /\p{White_Space}/u;
const UNSEEN = /[\p{White_Space}\u200b-\u200d\ufeff\ufe0e\ufe0f]/gu;
const LONGEST_MARK = 120; // bytes
const BRACKETS = /[()[\]「」【】『』:・、=.]/gu;

const MARKS = [
  ["implemented", "○◯〇⭕o"],
  ["partial", "△▲∆δ"],
  ["not_implemented", "×✕✖✗✘╳⨯☓❌x"],
  ["not_applicable", "−-ー―–—‐‑‒─━"],
];

const WORDS = {
  implemented:
    "実施している 実施しています 実施済 実施済み 実施 できている している 対応済 対応済み はい yes inplace implemented",
  partial:
    "一部実施している 一部実施しています 一部実施 一部実施済 一部実施済み 一部 一部できている 一部している 一部対応 partlyinplace partly partial",
  not_implemented:
    "実施していない 実施していません していない 未実施 できていない 未対応 いいえ no notinplace notimplemented not_implemented",
  not_applicable: "該当しない 該当なし 該当せず 非該当 対象外 n/a na notapplicable not_applicable",
};

const fold = (text) => text.normalize("NFKC").replace(UNSEEN, "").toLowerCase();
const letters = (text) => [...text];
const trimmed = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
const markOf = (letter) => MARKS.find(([, signs]) => letters(signs).includes(letter))?.[0];
const wordOf = (folded) => Object.keys(WORDS).find((answer) => WORDS[answer].split(" ").includes(folded));

/** The answer a cell gives: a mark, a word, or both where they agree. */
function answerIn(text) {
  if (text.length > LONGEST_MARK || new TextEncoder().encode(text).length > LONGEST_MARK) return undefined;
  const folded = fold(text);
  const whole = markOf(folded) ?? wordOf(folded);
  if (whole) return whole;
  const bare = letters(folded.replace(BRACKETS, ""));
  if (bare.length === 0) return undefined;
  const both = (letter, rest) => (markOf(letter) === wordOf(rest.join("")) ? markOf(letter) : undefined);
  return both(bare[0], bare.slice(1)) ?? both(bare.at(-1), bare.slice(0, -1));
}

const ENDS = "[)\\]】>.、:。]";
const ALONE = new RegExp(`^(?:${ENDS}| )*$`, "u");
const SEPARATED = new RegExp(`^(?:${ENDS}| )`, "u");
const GOES_ON = new RegExp(`^${ENDS}*[0-9]`, "u");

/** The number of an item at the start of a cell: `1`, `１．`, `問1`, `(1)`, `No.1`, `1. 経営者と…`. */
function numberIn(cell) {
  const text = cell.replace(/^\p{White_Space}+/u, "");
  if (!/^(?:[0-9０-９問設質項第NnＮｎ№QqＱｑ#＃(（[［【<＜]|own)/u.test(text)) return null;
  const begin = letters(text).slice(0, 24).join("").normalize("NFKC");
  const start = trimmed(begin.replace(UNSEEN, (letter) => (letter === " " ? " " : "")));
  const own = /^own\/\+?(\d{1,9})$/.exec(start);
  if (own) return { value: Number(own[1]), alone: true };
  const named = /^(?:設問|質問|項目|問|No|NO|no|Q|q|#|第)[. :]*/u.exec(start);
  let rest = named ? start.slice(named[0].length) : start;
  rest = rest.replace(/^[([【<]/u, "");
  const digits = /^[0-9]{1,3}(?![0-9])/.exec(rest);
  if (!digits) return null;
  rest = rest.slice(digits[0].length);
  if (named) rest = rest.replace(/^[問番項]/u, "");
  const alone = ALONE.test(rest);
  if (!alone && !(SEPARATED.test(rest) && !GOES_ON.test(rest))) return null;
  return { value: Number(digits[0]), alone: alone && letters(text).length <= 24 };
}

// --------------------------------------------------------------- a workbook as a checklist (`import`)

const FEWEST = 3;
const MOST = 500;
const LONGEST = 400;
const MOST_COLUMNS = 20;
const FEWEST_AXES = 3;

const cut = (text) => letters(text.split(SPACE).filter(Boolean).join(" ")).slice(0, LONGEST).join("");
const count = (text) => letters(text).length;

/**
 * The items of `grids` with number, text and group (null where the workbook has none), and their places;
 * and whether another sheet repeats them.
 */
function checklist(grids) {
  for (const grid of grids) {
    grid.rows = new Map();
    for (const cell of grid.cells) {
      if (!grid.rows.has(cell.row)) grid.rows.set(cell.row, []);
      grid.rows.get(cell.row).push(cell);
    }
  }
  // A sheet of few items does not tell which column is their text; the one with the most does.
  let largest = null;
  for (const grid of grids) {
    const numbers = numbersOf(grid, null);
    if (!largest || numbers.length >= largest.numbers.length) largest = { grid, numbers };
  }
  const column = largest ? textColumn(largest.grid, largest.numbers) : null;
  const found = [];
  const known = new Set();
  const sheets = new Set();
  let repeated = false;
  for (const grid of grids) {
    const before = found.reduce((most, item) => Math.max(most, item.number), 0);
    const more = items(grid, before, column);
    // A second sheet goes on where the first ended, or has the same items: then it is an answer sheet.
    if (more.every((item) => known.has(item.text))) {
      repeated ||= more.length > 0;
      continue;
    }
    sheets.add(grid.name);
    for (const item of more) {
      found.push(item);
      known.add(item.text);
    }
  }
  // Where each group has a sheet of its own, the sheets name them.
  if (sheets.size > 1 && found.some((item) => item.group === null)) {
    for (const item of found) item.group = item.grid.name;
  }
  // Numbers that come twice, because each part of the list starts again at 1, give way to the order.
  if (new Set(found.map((item) => item.number)).size < found.length) {
    found.forEach((item, i) => (item.number = i + 1));
  }
  if (found.length < FEWEST) throw new Unreadable("items");
  if (found.length > MOST) throw new Unreadable("many", { n: found.length, most: MOST });
  if (found.some((item) => item.group === null)) for (const item of found) item.group = null;
  return { items: found, repeated };
}

// The numbered items of one sheet, in its order; they may go on after `before`.
function items(grid, before, column) {
  const numbers = numbersOf(grid, before);
  const filled = column !== null && numbers.every(({ cell }) => beside(grid, cell.row, column));
  const texts = filled ? column : textColumn(grid, numbers);
  const rows = numbers.map(({ cell, number }) => numbered(grid, cell, number, texts)).filter(Boolean);
  group(grid, rows);
  return rows;
}

const beside = (grid, row, column) => (grid.rows.get(row) ?? []).find((cell) => cell.column === column);

// The cells that number items: of the column with the longest count. A list that goes on after `before`
// says so; without it, each column counts from wherever it begins.
function numbersOf(grid, before) {
  const columns = new Map();
  for (const cell of grid.cells) {
    const number = numberIn(cell.text);
    if (!number) continue;
    if (!columns.has(cell.column)) columns.set(cell.column, []);
    columns.get(cell.column).push({ cell, number });
  }
  let best = [];
  for (const [, numbers] of [...columns].sort(([a], [b]) => a - b)) {
    const next = counting(numbers, before ?? Math.max(0, numbers[0].number.value - 1));
    if (next.length > best.length) best = next;
  }
  return best;
}

// The numbers of a column that count up: from 1, or on from `before`; where they start again at 1, a new
// part begins. Among numbers that stand alone, one with a text is the heading of a part.
function counting(numbers, before) {
  const alone = numbers.filter(({ number }) => number.alone);
  let last = before;
  return (alone.length * 2 > numbers.length ? alone : numbers).filter(({ number }) => {
    const next = number.value === last + 1 || number.value === 1;
    if (next) last = number.value;
    return next;
  });
}

function numbered(grid, cell, number, column) {
  const item = { number: number.value, group: null, grid, row: cell.row, numberColumn: cell.column };
  if (!number.alone) {
    return { ...item, textColumn: cell.column, text: cut(cell.text.replace(/^[^\p{Alphabetic}「]+/u, "")) };
  }
  const text = beside(grid, cell.row, column)?.text ?? "";
  return count(text) > 1 ? { ...item, textColumn: column, text: cut(text) } : null;
}

// The column of the items' texts: filled in most rows, mostly with something else, and the longest of
// such columns.
function textColumn(grid, numbers) {
  const columns = new Map();
  for (const { cell } of numbers) {
    for (const other of grid.rows.get(cell.row)) {
      if (other.column === cell.column || answerIn(other.text)) continue;
      if (!columns.has(other.column)) columns.set(other.column, []);
      columns.get(other.column).push(other.text);
    }
  }
  let best = { column: null, letters: -1 };
  for (const [column, texts] of [...columns].sort(([a], [b]) => a - b)) {
    if (new Set(texts).size * 10 < numbers.length * 6) continue;
    const sum = texts.reduce((total, text) => total + count(text), 0);
    if (sum > best.letters) best = { column, letters: sum };
  }
  return best.column;
}

// Gives the items the groups the workbook itself puts them in: rows of their own above them, or a column
// before them, filled once for each group.
function group(grid, rows) {
  if (rows.length === 0) return;
  const [first] = rows;
  const byRow = new Map(rows.map((item) => [item.row, item]));
  const above = sectionAbove(grid, first.row);
  const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  const columns = [...range(1, first.numberColumn), ...range(first.numberColumn + 1, first.textColumn)];
  const column = columns.slice(0, MOST_COLUMNS).find((known) => isGroupColumn(grid, rows, known)) ?? null;
  if (!above && column === null) return;
  let current = above?.text ?? null;
  for (let row = above?.row ?? first.row; row <= rows.at(-1).row; row += 1) {
    const cells = grid.rows.get(row) ?? [];
    const item = byRow.get(row);
    const named = column !== null ? beside(grid, row, column) : !item && cells.length === 1 ? cells[0] : null;
    if (named) current = cut(named.text);
    if (item) item.group = current;
  }
}

// The row right above the first item, if it holds a single text: the name of its group.
function sectionAbove(grid, first) {
  const cells = grid.rows.get(first - 1) ?? [];
  return cells.length === 1 && !answerIn(cells[0].text) ? { row: first - 1, text: cut(cells[0].text) } : null;
}

// A column that has a text at the first item, and fewer texts than there are items, each new.
function isGroupColumn(grid, rows, column) {
  const texts = rows.map((item) => beside(grid, item.row, column)?.text);
  const given = texts.filter((text) => text !== undefined);
  const different = new Set(given).size;
  return (
    texts[0] !== undefined &&
    different > 1 &&
    different * 2 <= rows.length + 1 &&
    given.every((text) => count(text) > 1 && !answerIn(text))
  );
}

/**
 * The answers already in the sheet, in the order of `found`, where a single column is one of marks: on
 * at least half of the items' rows, and no second column or sheet so. Otherwise null.
 */
function marksIn({ items: found, repeated }) {
  if (repeated) return null;
  const columns = new Map();
  found.forEach((item, i) => {
    for (const cell of item.grid.rows.get(item.row)) {
      if (cell.column === item.numberColumn || cell.column === item.textColumn) continue;
      const answer = answerIn(cell.text);
      if (!answer || isShared(item, cell, found)) continue;
      if (!columns.has(cell.column)) columns.set(cell.column, []);
      columns.get(cell.column).push([i, answer]);
    }
  });
  const clear = [...columns].filter(([, marks]) => marks.length * 2 >= found.length);
  return clear.length === 1 ? { column: clear[0][0], answers: new Map(clear[0][1]) } : null;
}

// A mark in a cell merged over several items belongs to none of them for certain.
function isShared({ grid, row }, cell, found) {
  const within = ({ rows, columns }) =>
    rows[0] <= row && row <= rows[1] && columns[0] <= cell.column && cell.column <= columns[1];
  const area = grid.merged.find(within);
  const others = (item) => item.grid === grid && item.row !== row && area.rows[0] <= item.row && item.row <= area.rows[1];
  return area !== undefined && found.some(others);
}

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
takeDrops(chooser);

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
    fault.textContent = `${fill(words.file, { file: file.name })}${fill(words[`why${why[0].toUpperCase()}${why.slice(1)}`], values)}`;
    fault.hidden = false;
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
  const read = marks && { n: marks.answers.size, column: columnName(marks.column) };
  one(".own-filled").textContent = read ? fill(words.read, read) : words.unread;
  one(".own-table th").textContent = groups[0] === null ? words.items : words.groups;
  one(".own-groups").replaceChildren(...pack.axes.map((axis) => section(axis, found, marks)));
  one(".own-rows").replaceChildren(...pack.axes.filter((axis) => axis.label !== null).map(row));
  for (const part of root.querySelectorAll("[data-chart]")) part.hidden = (part.dataset.chart === "yes") !== (pack.presentation === "chart");
  one(".radar").toggleAttribute("hidden", pack.presentation !== "chart" || pack.axes.length > MOST_SPOKES);
  sheet.hidden = false;
  tally();
}

// What stands for a group in the picture: the sign its name begins with (①, Ⅱ, 3.), or its place.
function marked(groups) {
  const signs = groups.map((label) => (/^(?:\P{Alphabetic}|\p{Nl})+/u.exec(label ?? "")?.[0] ?? "").replace(/[\p{White_Space}\p{P}]/gu, ""));
  const own = signs.every((sign) => sign !== "" && count(sign) <= MOST_SIGNS) && new Set(signs).size === groups.length;
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
