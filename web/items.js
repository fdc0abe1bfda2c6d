// The items of somebody's own workbook, and what is left out of it, by the rules of the Rust crate `criteria`
// (`import`): the terminal takes and tells the same. Knows the cells of sheets; knows no page.

import { ALPHABETIC, answerIn, fold, letters, numberIn, SPACE } from "./marks.js";
import { Unreadable } from "./xlsx.js";

// ---------------------------------------------------------- which columns number a list (`import::blocks`)

const LAST = Infinity;
const ALL = [1, LAST];
const count = (text) => letters(text).length;
const rowOf = (grid, row) => grid.rows.get(row) ?? [];
const cellAt = (grid, row, column) => rowOf(grid, row).find((cell) => cell.column === column);
const hasLetter = (text) => count(text) > 1 && ALPHABETIC.test(text);
const isText = (cell, column) => cell.column !== column && hasLetter(cell.text) && !answerIn(cell.text);
const isOwn = (numbers) => numbers.filter(({ number }) => number.alone).length * 2 <= numbers.length;
const isFirst = (path) => path.every((part) => part === 1);
const key = (path) => path.join(".");
const different = (numbers) => new Set(numbers.map(({ number }) => key(number.path))).size;

function compare(one, two) {
  const at = one.findIndex((part, i) => part !== two[i]);
  if (at === -1) return one.length - two.length;
  return at < two.length ? one[at] - two[at] : 1;
}

const rises = (numbers) => numbers.every(({ number }, i) => i === 0 || compare(numbers[i - 1].number.path, number.path) < 0);

// All numbers of a sheet by column, from left to right.
function columnsOf(grid) {
  const columns = new Map();
  for (const cell of grid.cells) {
    const number = numberIn(cell.text);
    if (!number) continue;
    if (!columns.has(cell.column)) columns.set(cell.column, []);
    columns.get(cell.column).push({ cell, number });
  }
  return new Map([...columns].sort(([a], [b]) => a - b));
}

// The lists of a sheet, from left to right. They may go on after `before`; without it, each begins anywhere.
// `known` is the column that holds the texts of another sheet.
function blocksOf(grid, columns, before, known) {
  let lists = [];
  for (const [column, all] of columns) {
    const numbers = counting(all);
    const texts = textsBeside(grid, column, numbers);
    if (counts(numbers, before) && texts > 0) lists.push({ column, numbers, texts });
  }
  if (lists.length === 0) return [];
  const most = Math.max(...lists.map(({ texts }) => texts));
  const best = lists
    .filter(({ texts }) => texts === most)
    .reduce((one, other) => (different(other.numbers) > different(one.numbers) ? other : one));
  const used = new Set(best.numbers.map(({ number }) => key(number.path)));
  const { column, numbers } = best;
  lists = lists.filter((list) => list === best || (list.texts * 2 > most && list.texts * 2 > list.numbers.length && isSecond(list.numbers, used)));
  const blocks = sideBySide(grid, lists);
  if (blocks.length > 1 && blocks.some((block) => block.column === column)) return blocks;
  const filled = known !== null && numbers.every(({ cell }) => hasLetter(cellAt(grid, cell.row, known)?.text ?? ""));
  const text = isOwn(numbers) ? column : filled ? known : (textColumn(grid, column, numbers, [column, LAST]) ?? textColumn(grid, column, numbers, [1, column]));
  return text === null ? [] : [{ column, text, columns: ALL, numbers }];
}

// A list beside the best one counts up by itself, from 1 or with numbers of its own.
function isSecond(numbers, used) {
  const paths = numbers.map(({ number }) => key(number.path));
  const taken = rises(numbers) && (isFirst(numbers[0].number.path) || paths.every((path) => !used.has(path)));
  if (taken) for (const path of paths) used.add(path);
  return taken;
}

// Gives each list the columns up to the next. A column of numbers without texts before the next one numbers
// nothing of its own: the next is then a second number of the same rows.
function sideBySide(grid, lists) {
  const blocks = [];
  let from = 1;
  for (let at = 0; at < lists.length; ) {
    const { column, numbers } = lists[at];
    at += 1;
    if (blocks.length > 0 && column <= blocks.at(-1).text) continue;
    let text = null;
    let to = LAST;
    for (;;) {
      to = at < lists.length ? lists[at].column - 1 : LAST;
      text = isOwn(numbers) ? column : textColumn(grid, column, numbers, [column, to]);
      if (text !== null || at >= lists.length) break;
      at += 1;
    }
    if (text === null) continue;
    blocks.push({ column, text, columns: [from, to], numbers });
    from = text + 1;
  }
  return blocks;
}

// Of ① and 1 in one column, one numbers the parts: the one that stands alone less often, or is rarer. Among
// numbers that stand alone, one with a text is the heading of a part, unless it fits between the two around it.
function counting(all) {
  const often = (of) => [of.filter(({ number }) => number.alone).length, of.length];
  const [signed, plain] = [true, false].map((is) => all.filter(({ number }) => number.signed === is));
  const numbers = compare(often(signed), often(plain)) > 0 ? signed : plain;
  if (isOwn(numbers)) return numbers;
  return numbers.filter(({ number }, i) => {
    const [before, after] = [numbers[i - 1]?.number, numbers[i + 1]?.number];
    const fits = before?.alone && after?.alone && follows(before.path, number.path) && follows(number.path, after.path);
    return number.alone || fits;
  });
}

// Whether `two` is the number right after `one`: 3 after 2, 2-1 after 1-4, 1-1 after 1.
function follows(one, two) {
  let same = 0;
  while (same < Math.min(one.length, two.length) && one[same] === two[same]) same += 1;
  return same < two.length && (one[same] ?? 0) + 1 === two[same] && isFirst(two.slice(same + 1));
}

// Whether numbers plainly count: they go up, in parts that begin again at 1, with few gaps, or stand in any
// order without one missing. One or two have to begin a list or go on with one.
function counts(numbers, before) {
  const paths = numbers.map(({ number }) => number.path);
  const n = paths.length;
  const goesOn = (path) => before === null || isFirst(path) || (path.length === 1 && path[0] === before + 1);
  const pairs = paths.slice(1).map((path, i) => [paths[i], path]);
  const rising = pairs.filter(([one, two]) => compare(one, two) < 0 || (isFirst(two) && compare(one, two) !== 0)).length;
  if (n === 0) return false;
  if (n === 1) return goesOn(paths[0]);
  if (n === 2) return rising === 1 && (goesOn(paths[0]) || follows(paths[0], paths[1]));
  const next = pairs.filter(([one, two]) => follows(one, two)).length;
  const values = paths.map(([value]) => value);
  const range = values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)) + 1;
  const fewGaps = next * 2 >= n - 1 || range <= n * 4 || paths.some((path) => path.length > 1);
  const up = rising * 3 >= (n - 1) * 2 && fewGaps;
  return up || (n >= 5 && different(numbers) * 10 >= n * 9 && range * 4 <= n * 5);
}

// How many numbers have a text, their own or one beside them.
function textsBeside(grid, column, numbers) {
  if (isOwn(numbers)) return numbers.length;
  return numbers.filter(({ cell }) => rowOf(grid, cell.row).some((other) => isText(other, column))).length;
}

// The column of the items' texts: filled in most rows, mostly with something else, and the longest of
// such columns.
function textColumn(grid, column, numbers, [from, to]) {
  const columns = new Map();
  let rows = 0;
  for (const { cell } of numbers) {
    const texts = rowOf(grid, cell.row).filter((other) => from <= other.column && other.column <= to && isText(other, column));
    if (texts.length > 0) rows += 1;
    for (const other of texts) {
      if (!columns.has(other.column)) columns.set(other.column, []);
      columns.get(other.column).push(other.text);
    }
  }
  let best = { column: null, letters: -1 };
  for (const [column, texts] of [...columns].sort(([a], [b]) => a - b)) {
    if (new Set(texts).size * 10 < rows * 6) continue;
    const sum = texts.reduce((total, text) => total + count(text), 0);
    if (sum > best.letters) best = { column, letters: sum };
  }
  return best.column;
}

// --------------------------------------------------------------- their items and groups (`import::items`)

/** A longer text is cut, in characters. */
export const LONGEST = 400;
const MOST_COLUMNS = 20;

const spaced = (text) => text.split(SPACE).filter(Boolean).join(" ");
const cut = (text) => letters(spaced(text)).slice(0, LONGEST).join("");

// The items of a sheet's lists: list by list, or by number where the lists share a count.
function itemsOf(grid, blocks) {
  const found = blocks.flatMap((block, i) => ofBlock(grid, block, i));
  const shared = blocks.length > 1 && new Set(found.map(({ path }) => key(path))).size === found.length;
  return shared ? found.sort((one, two) => compare(one.path, two.path)) : found;
}

function ofBlock(grid, block, position) {
  const headings = new Map();
  const found = [];
  block.numbers.forEach((numbered, i) => {
    const [textColumn, text] = textOf(grid, block, numbered) ?? [];
    if (text === undefined) return;
    const { cell, number } = numbered;
    if (isHeading(grid, numbered, block.numbers[i + 1])) {
      headings.set(cell.row, { name: cut(`${number.written} ${text}`), at: [cell.row, textColumn] });
      return;
    }
    const place = { grid, block: position, columns: block.columns, row: cell.row, numberColumn: block.column, textColumn };
    found.push({ ...place, path: number.path, number: number.written, isCut: count(spaced(text)) > LONGEST, text: cut(text), group: null });
  });
  group(grid, block, headings, found);
  return found;
}

// The text of a number: behind it in its cell, or in the column of texts, without the same number before it.
function textOf(grid, block, { cell, number }) {
  if (!number.alone) return [block.column, number.rest];
  const beside = block.text === block.column ? undefined : cellAt(grid, cell.row, block.text);
  if (!beside || !hasLetter(beside.text) || answerIn(beside.text)) return null;
  const again = numberIn(beside.text);
  const same = again && !again.alone && compare(again.path, number.path) === 0;
  return [block.text, same ? again.rest : beside.text];
}

// Whether a number is that of a part: 1 before 1-1. With an answer beside it, it is an item.
function isHeading(grid, { cell, number }, next) {
  const deeper = next && next.number.path.length > number.path.length && follows(number.path, next.number.path);
  return Boolean(deeper) && rowOf(grid, cell.row).every((other) => !answerIn(other.text));
}

// Gives the items the groups the workbook itself puts them in: numbered headings, rows of their own above
// them, or a column before them, filled once for each group.
function group(grid, block, headings, items) {
  if (items.length === 0) return;
  const [first, last] = [items[0], items.at(-1)];
  const byRow = new Map(items.map((item) => [item.row, item]));
  const above = sectionAbove(grid, block, first.row);
  const range = (from, to) => Array.from({ length: Math.max(0, Math.min(to - from, MOST_COLUMNS)) }, (_, i) => from + i);
  const columns = [...range(block.columns[0], block.column), ...range(block.column + 1, first.textColumn)];
  const column = columns.slice(0, MOST_COLUMNS).find((known) => isGroupColumn(grid, items, known)) ?? null;
  const [heading] = headings.keys();
  if (!above && column === null && heading === undefined) return;
  let current = null;
  for (let row = Math.min(first.row, above?.at[0] ?? LAST, heading ?? LAST); row <= last.row; row += 1) {
    const cells = rowOf(grid, row).filter((cell) => isWithin(block, cell.column));
    const alone = !byRow.has(row) && cells.length === 1 ? cells[0] : undefined;
    const named = column === null ? alone : cellAt(grid, row, column);
    current = headings.get(row) ?? (named && { name: cut(named.text), at: [row, named.column] }) ?? current;
    if (byRow.has(row)) byRow.get(row).group = current;
  }
}

const isWithin = ({ columns: [from, to] }, column) => from <= column && column <= to;

// The row right above the first item, if it holds a single text: the name of its group.
function sectionAbove(grid, block, first) {
  const cells = rowOf(grid, first - 1).filter((cell) => isWithin(block, cell.column));
  return cells.length === 1 && !answerIn(cells[0].text) ? { name: cut(cells[0].text), at: [first - 1, cells[0].column] } : null;
}

// A column that has a text at the first item, and fewer texts than there are items, each new.
function isGroupColumn(grid, items, column) {
  const texts = items.map((item) => cellAt(grid, item.row, column)?.text);
  const given = texts.filter((text) => text !== undefined);
  const several = new Set(given).size;
  return (
    texts[0] !== undefined &&
    several > 1 &&
    several * 2 <= items.length + 1 &&
    given.every((text) => count(text) > 1 && !answerIn(text))
  );
}

// ------------------------------------------------------------------ what is left out (`import::left`)

const SHOWN = 60;

function shown(text) {
  const all = letters(spaced(text));
  return all.length > SHOWN ? `${all.slice(0, SHOWN).join("")}…` : all.join("");
}

const leftCell = (grid, cell, why) => ({ grid, row: cell.row, column: cell.column, toRow: cell.row, n: 1, text: shown(cell.text), why });
const leftSheet = (grid, n, why) => ({ grid, row: 0, column: 0, toRow: 0, n, text: "", why });
const spot = (row, column) => `${row}:${column}`;

// What is left of a sheet, by row.
function leftOf(taken) {
  const { grid, items, repeated } = taken;
  taken.groups = new Set(items.filter((item) => item.group?.at).map((item) => spot(...item.group.at)));
  const found = leftNumbers(taken);
  const told = new Set(found.map(({ row, column }) => spot(row, column)));
  for (const block of taken.blocks) {
    const cells = unnumbered(taken, block).filter((cell) => !told.has(spot(cell.row, cell.column)));
    found.push(...cells.map((cell) => leftCell(grid, cell, "noNumber")));
  }
  const cell = (item) => cellAt(grid, item.row, item.textColumn);
  found.push(...items.filter(({ isCut }) => isCut).map((item) => leftCell(grid, cell(item), "cut")));
  found.push(...repeated.map((item) => leftCell(grid, cell(item), "repeated")));
  found.sort((one, two) => one.row - two.row || one.column - two.column);
  return joined(found);
}

// Numbers without a text that stand below each other are told once.
function joined(found) {
  const all = [];
  for (const left of found) {
    const last = all.at(-1);
    const goesOn = last?.why === "noText" && left.why === "noText" && last.column === left.column && last.toRow + 1 === left.row;
    if (goesOn) [last.toRow, last.n] = [left.toRow, last.n + 1];
    else all.push(left);
  }
  return all;
}

// The numbers whose text was not taken. Of a column that numbers no list, only the first is shown.
function leftNumbers(taken) {
  const { grid } = taken;
  const items = [...taken.items, ...taken.repeated];
  const cells = new Set(items.map((item) => spot(item.row, item.textColumn)));
  const numbered = new Set(items.map((item) => spot(item.row, item.numberColumn)));
  const rows = new Set(items.map((item) => item.row));
  const groups = new Set(items.filter((item) => item.group).map((item) => fold(item.group.name)));
  const isTaken = ({ row, column, text }) => cells.has(spot(row, column)) || taken.groups.has(spot(row, column)) || groups.has(fold(text));
  const found = [];
  for (const [column, numbers] of taken.columns) {
    const inList = taken.blocks.some((block) => block.column === column);
    const loose = [];
    for (const one of numbers) {
      const text = textFor(grid, one);
      const at = spot(one.cell.row, one.cell.column);
      if (numbered.has(at) || taken.groups.has(at) || (text && isTaken(text))) continue;
      if (inList) found.push(leftCell(grid, one.cell, one.number.alone ? "noText" : "notCounted"));
      else if (text) loose.push(one);
    }
    // Weights and scores repeat, and stand beside answers rather than beside texts.
    const beside = (one) => one.number.alone && textFor(grid, one).column <= column + 1;
    const varied = numbers.length > 2 && different(numbers) * 2 > numbers.length;
    const keeps = taken.blocks.length === 0 || varied || loose.some(beside);
    const told = loose.filter(({ number }) => keeps || !number.alone);
    if (told.every(({ cell, number }) => !number.alone && !rows.has(cell.row))) {
      found.push(...told.map(({ cell }) => leftCell(grid, cell, "notCounted")));
    } else {
      found.push({ ...leftCell(grid, told[0].cell, "notCounted"), toRow: told.at(-1).cell.row, n: told.length });
    }
  }
  return found;
}

// The cell with the text of a number: its own, or the next one to its right that says something.
function textFor(grid, { cell, number }) {
  if (!number.alone) return cell;
  const says = ({ text }) => hasLetter(text) && !answerIn(text) && !numberIn(text)?.alone;
  return rowOf(grid, cell.row).find((other) => other.column > cell.column && says(other));
}

// The texts among the items of a list, and those with an answer right above or below, that have no number.
function unnumbered(taken, block) {
  const { grid } = taken;
  const items = [...taken.items, ...taken.repeated].filter((item) => item.numberColumn === block.column);
  const rows = new Set(items.map((item) => item.row));
  let from = items.reduce((least, { row }) => Math.min(least, row), rows.size > 0 ? LAST : 1);
  let to = items.reduce((most, { row }) => Math.max(most, row), 0);
  const isAnswer = (cell) => cell.column > block.text && cell.column <= block.columns[1] && answerIn(cell.text);
  const answered = (row) => hasLetter(cellAt(grid, row, block.text)?.text ?? "") && rowOf(grid, row).filter(isAnswer).length === 1;
  while (answered(from - 1)) from -= 1;
  while (answered(to + 1)) to += 1;
  const inColumn = grid.cells.filter((cell) => cell.column === block.text);
  const heading = inColumn.findLast((cell) => cell.row < from)?.text;
  const numbers = new Set((taken.columns.get(block.column) ?? []).map(({ cell }) => cell.row));
  return inColumn.filter(
    ({ row, column, text }) =>
      from <= row && row <= to && hasLetter(text) && !answerIn(text) && text !== heading && !rows.has(row) && !numbers.has(row) && !taken.groups.has(spot(row, column)),
  );
}

// ------------------------------------------------------------------------------- a workbook (`import`)

const FEWEST = 3;
const MOST = 500;

// Names of sheets that show an example, explain another or are an earlier check (`sheet::layout`).
const ASIDE =
  "記入例 記載例 見本 サンプル 記入要領 記載要領 記入方法 記入のしかた 記入の仕方 書き方 使い方 選択肢 凡例 前回 前年 昨年 去年 example sample previous".split(" ");
const ASIDE_NAMES = "例 要領 手引 手引き リスト list howto instructions".split(" ");

function isAside(name) {
  const folded = fold(name ?? "");
  return ASIDE.some((word) => folded.includes(word)) || ASIDE_NAMES.includes(folded);
}

/**
 * The items of `grids` with number, text and group (null where the workbook has none), and their places; what
 * was left out; whether the numbers gave way to the order, and whether another sheet repeats the items.
 */
export function checklist(grids) {
  grids.forEach((grid, i) => {
    grid.number = i + 1;
    grid.rows = new Map();
    for (const cell of grid.cells) {
      if (!grid.rows.has(cell.row)) grid.rows.set(cell.row, []);
      grid.rows.get(cell.row).push(cell);
    }
  });
  const { found: all, sheets } = take(grids);
  const known = new Set();
  // A number that comes twice with the same text, in the same group of a sheet, is kept only once.
  const isNew = (item) => {
    const same = JSON.stringify([item.grid.number, item.group?.name ?? null, item.path, item.text]);
    return !known.has(same) && known.add(same);
  };
  const found = [];
  const repeated = [];
  for (const item of all) (isNew(item) ? found : repeated).push(item);
  if (found.length < FEWEST) throw new Unreadable("items");
  if (found.length > MOST) throw new Unreadable("many", { n: found.length, most: MOST });
  nameGroups(found);
  const of = (grid) => (item) => item.grid === grid;
  const left = sheets.flatMap((sheet) => sheet.aside ?? leftOf({ ...sheet, items: found.filter(of(sheet.grid)), repeated: repeated.filter(of(sheet.grid)) }));
  const renumbered = new Set(found.map((item) => item.number)).size < found.length;
  if (renumbered) found.forEach((item, i) => (item.number = i + 1));
  for (const item of found) item.group = item.group?.name ?? null;
  return { items: found, left, renumbered, repeated: sheets.some(({ aside }) => aside?.why === "sheetRepeated") };
}

// Takes the items of one sheet after the other.
function take(grids) {
  const sheets = grids.map((grid) => ({ grid, columns: columnsOf(grid), named: isAside(grid.name) }));
  for (const sheet of sheets) {
    sheet.alone = blocksOf(sheet.grid, sheet.columns, null, null);
    sheet.count = itemsOf(sheet.grid, sheet.alone).length;
  }
  const main = sheets.filter(({ named }) => !named);
  const most = main.reduce((greatest, sheet) => Math.max(greatest, sheet.count), 0);
  // A sheet of few items does not tell which column is their text; the one with the most does.
  const column = main.findLast((sheet) => sheet.count === most)?.alone[0]?.text ?? null;
  const texts = new Set();
  const found = [];
  for (const sheet of sheets) {
    const before = found.reduce((greatest, { path }) => Math.max(greatest, path[0]), 0);
    sheet.blocks = blocksOf(sheet.grid, sheet.columns, before, column);
    const more = itemsOf(sheet.grid, sheet.blocks);
    if (sheet.named && sheet.count >= 1 && sheet.count <= most) {
      sheet.aside = leftSheet(sheet.grid, sheet.count, "sheetAside");
    } else if (more.length > 0 && more.every((item) => texts.has(item.text))) {
      // A second sheet goes on where the first ended, or has the same items: then it is an answer sheet.
      sheet.aside = leftSheet(sheet.grid, more.length, "sheetRepeated");
    } else {
      for (const item of more) texts.add(item.text);
      found.push(...more);
    }
  }
  return { found, sheets };
}

// Where each group has a sheet of its own, the sheets name them. Groups of some items only are none.
function nameGroups(found) {
  if (found.every((item) => item.group)) return;
  const several = new Set(found.map((item) => item.grid)).size > 1;
  for (const item of found) item.group = several && item.grid.name !== null ? { name: item.grid.name, at: null } : null;
}

// ------------------------------------------------------------------------------- answers in the sheet

/**
 * The answers already in the sheet, by the position of their item, where each list has a single column of
 * marks: on at least half of its items' rows, and no second column or sheet so. Otherwise null.
 */
export function marksIn({ items: found, repeated }) {
  if (repeated) return null;
  const lists = new Map();
  found.forEach((item, i) => {
    if (!lists.has(item.block)) lists.set(item.block, []);
    lists.get(item.block).push([item, i]);
  });
  const read = { columns: [], answers: new Map() };
  for (const list of lists.values()) {
    const clear = [...columnsOfMarks(list, found)].filter(([, marks]) => marks.length * 2 >= list.length);
    if (clear.length !== 1) return null;
    const [[column, marks]] = clear;
    if (!read.columns.includes(column)) read.columns.push(column);
    for (const [i, answer] of marks) read.answers.set(i, answer);
  }
  return read;
}

function columnsOfMarks(list, found) {
  const columns = new Map();
  // Between two lists stand the answers of the left one.
  const isBeside = (item, column) => isWithin(item, column) && (item.columns[0] === 1 || column > item.numberColumn);
  for (const [item, i] of list) {
    for (const cell of item.grid.rows.get(item.row)) {
      if (cell.column === item.numberColumn || cell.column === item.textColumn || !isBeside(item, cell.column)) continue;
      const answer = answerIn(cell.text);
      if (!answer || isShared(item, cell, found)) continue;
      if (!columns.has(cell.column)) columns.set(cell.column, []);
      columns.get(cell.column).push([i, answer]);
    }
  }
  return columns;
}

// A mark in a cell merged over several items belongs to none of them for certain.
function isShared({ grid, row }, cell, found) {
  const within = ({ rows, columns }) =>
    rows[0] <= row && row <= rows[1] && columns[0] <= cell.column && cell.column <= columns[1];
  const area = grid.merged.find(within);
  const others = (item) => item.grid === grid && item.row !== row && area.rows[0] <= item.row && item.row <= area.rows[1];
  return area !== undefined && found.some(others);
}
