// Files of cells on the device: workbooks (.xlsx, .xlsm), CSV and TSV, told apart by content, to
// `[{ name, cells: [{ row, column, text }], merged }]`, as the Rust crate `document` reads them. Knows
// files, encodings and limits; knows nothing of what the cells mean. Nothing is sent or kept.

/** The limits of reading, whatever a file claims of itself. */
export const LIMITS = {
  file: 16 * 1024 * 1024,
  unpacked: 64 * 1024 * 1024,
  part: 24 * 1024 * 1024,
  cells: 200_000,
  text: 32 * 1024 * 1024,
  sheets: 200,
  merged: 50_000,
};

const ROWS = 1_048_576;
const COLUMNS = 16_384;

/** Why a file cannot be read: `why` is the ending of a text's key, `values` are put into that text. */
export class Unreadable extends Error {
  constructor(why, values = {}) {
    super(why);
    this.why = why;
    this.values = values;
  }
}

const refuse = (why, values) => {
  throw new Unreadable(why, values);
};

/** The sheets of `file`. */
export async function sheetsOf(file) {
  if (file.size === 0) refuse("empty");
  if (file.size > LIMITS.file) refuse("large", { kib: Math.ceil(file.size / 1024), limit: LIMITS.file / 1024 });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const begins = (...signature) => signature.every((byte, i) => bytes[i] === byte);
  if (begins(0x50, 0x4b) && [3, 5, 7].includes(bytes[2])) return workbook(bytes);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return oldOrEncrypted(bytes);
  if (begins(0x25, 0x50, 0x44, 0x46)) refuse("kind", { kind: "pdf" });
  if (begins(0x89, 0x50, 0x4e, 0x47)) refuse("kind", { kind: "png" });
  if (begins(0xff, 0xd8, 0xff)) refuse("kind", { kind: "jpg" });
  return textFile(bytes);
}

/** Counts what is kept against the limits. */
function budget() {
  let cells = 0;
  let text = 0;
  return (found) => {
    cells += 1;
    text += found.length;
    if (cells > LIMITS.cells || text > LIMITS.text) refuse("cells");
  };
}

// ------------------------------------------------------------------------------------- text files

function textFile(bytes) {
  const text = decode(bytes);
  const start = text.trimStart();
  if (start.startsWith("<")) refuse("kind", { kind: "html / xml" });
  if (start === "") refuse("empty");
  return [{ name: null, cells: delimited(text, delimiter(text)), merged: [] }];
}

// Each encoding is only taken where it fits without a fault.
function decode(bytes) {
  const whole = (...encodings) => {
    for (const encoding of encodings) {
      try {
        const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
        if (!text.includes("\0")) return text;
      } catch {
        // The next one may fit.
      }
    }
    return refuse("encoding");
  };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return whole("utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return whole("utf-16be");
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return whole("utf-8");
  if (bytes.includes(0)) refuse("kind", { kind: "bin" });
  if (bytes.includes(0x1b)) return whole("iso-2022-jp");
  return whole("utf-8", "shift_jis");
}

// The one of tab, comma and semicolon that stands most often outside quotation marks at the beginning.
function delimiter(text) {
  const counts = { "\t": 0, ",": 0, ";": 0 };
  let quoted = false;
  for (const byte of new TextEncoder().encode(text.slice(0, 16_384)).subarray(0, 16_384)) {
    const sign = String.fromCharCode(byte);
    if (sign === '"') quoted = !quoted;
    else if (!quoted && sign in counts) counts[sign] += 1;
  }
  const most = Math.max(...Object.values(counts));
  return most === 0 ? "," : Object.keys(counts).find((sign) => counts[sign] === most);
}

// Rows count as in a spreadsheet: an empty line is one, a break inside a cell is none.
function delimited(text, sign) {
  const take = budget();
  const cells = [];
  let [row, column, field, line, begun] = [1, 1, "", 1, 1];
  let quoted = false; // inside quotation marks
  let fresh = true; // at the beginning of a field
  const close = () => {
    const shown = field.trim();
    if (shown !== "") {
      take(shown);
      cells.push({ row, column, text: shown });
    }
    [field, fresh] = ["", true];
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === "\n") line += 1;
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') field += text[(at += 1)];
      else quoted = false;
    } else if (letter === '"' && fresh) {
      [quoted, fresh] = [true, false];
    } else if (letter === sign) {
      close();
      column += 1;
    } else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[at + 1] === "\n") continue;
      close();
      [row, column, begun] = [row + 1, 1, line];
    } else {
      field += letter;
      fresh = false;
    }
  }
  if (quoted && line > begun) refuse("quote", { line: begun });
  close();
  return cells;
}

// -------------------------------------------------------------------------------------- workbooks

const KINDS = {
  "word/document.xml": "docx",
  "ppt/presentation.xml": "pptx",
  "xl/workbook.bin": "xlsb",
  "content.xml": "ods",
};

// What stands where a workbook of today would: one with a password, or one of before 2007.
function oldOrEncrypted(bytes) {
  const text = new TextDecoder("utf-16le").decode(bytes);
  if (text.includes("EncryptedPackage")) refuse("encrypted");
  if (text.includes("Workbook")) refuse("old");
  return refuse("kind", { kind: "doc / ppt" });
}

async function workbook(bytes) {
  const archive = open(bytes);
  const main = archive.has("xl/workbook.xml") ? "xl/workbook.xml" : archive.names.find((name) => name.endsWith("workbook.xml"));
  if (main !== "xl/workbook.xml") {
    const kind = Object.keys(KINDS).find((name) => archive.has(name));
    if (kind) refuse("kind", { kind: KINDS[kind] });
  }
  if (!main) refuse("kind", { kind: "zip" });
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const book = await archive.xml(main);
  const parts = await relations(archive, folder, main.slice(folder.length));
  const named = (ending) => parts.find((part) => part.type.endsWith(`/${ending}`))?.target;
  const kept = {
    texts: await sharedTexts(archive, named("sharedStrings")),
    isDate: await dateStyles(archive, named("styles")),
    since1904: ["1", "true"].includes(first(book, "workbookPr")?.getAttribute("date1904")),
    take: budget(),
  };
  const sheets = [];
  for (const sheet of all(book, "sheet")) {
    const id = [...sheet.attributes].find((attribute) => attribute.localName === "id")?.value;
    const part = parts.find((known) => known.id === id);
    if (!part) refuse("broken");
    if (!part.type.endsWith("/worksheet")) continue;
    if (sheets.length >= LIMITS.sheets) refuse("cells");
    const xml = await archive.xml(part.target, countValues);
    sheets.push({ name: sheet.getAttribute("name"), cells: cellsOf(xml, kept), merged: mergedIn(xml) });
  }
  return sheets;
}

// Too many cells are refused before the browser builds a tree of them.
function countValues(text) {
  let values = 0;
  for (const _ of text.matchAll(/<(?:[\w.-]+:)?(?:v|is)(?:\s[^>]*)?>(?!<\/)/g)) if ((values += 1) > LIMITS.cells) refuse("cells");
}

async function relations(archive, folder, name) {
  const xml = await archive.xml(`${folder}_rels/${name}.rels`);
  return all(xml, "Relationship")
    .filter((found) => found.getAttribute("TargetMode") !== "External")
    .map((found) => ({
      id: found.getAttribute("Id"),
      type: found.getAttribute("Type") ?? "",
      target: path(folder, found.getAttribute("Target") ?? ""),
    }));
}

// Paths stay inside the archive: there is nothing outside it to reach.
function path(folder, target) {
  const parts = [];
  for (const part of (target.startsWith("/") ? target : folder + target).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

// A text without the readings beside it (`rPh`); pieces of rich text joined.
function textOf(element) {
  let text = "";
  for (const child of element.children) {
    if (child.localName === "t") text += child.textContent;
    else if (child.localName === "r") text += textOf(child);
  }
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

async function sharedTexts(archive, name) {
  if (!name || !archive.has(name)) return [];
  return all(await archive.xml(name), "si").map(textOf);
}

// Which formats of cells show a date: the built-in ones, and those with a part of a date in their code.
async function dateStyles(archive, name) {
  if (!name || !archive.has(name)) return () => false;
  const xml = await archive.xml(name);
  const own = new Map(all(xml, "numFmt").map((format) => [format.getAttribute("numFmtId"), format.getAttribute("formatCode") ?? ""]));
  const builtIn = (id) => [[14, 22], [27, 36], [45, 47], [50, 58]].some(([from, to]) => id >= from && id <= to);
  const code = (id) => own.get(id)?.replace(/"[^"]*"|\[[^\]]*\]|[\\_*]./g, "");
  const formats = [...(first(xml, "cellXfs")?.children ?? [])].map((format) => format.getAttribute("numFmtId") ?? "0");
  const dates = formats.map((id) => (own.has(id) ? /[dmyhs]/i.test(code(id).replace(/general/i, "")) : builtIn(Number(id))));
  return (style) => dates[style] ?? false;
}

function cellsOf(xml, kept) {
  const cells = [];
  const formulas = new Map();
  let row = 0;
  let ordered = true;
  for (const line of children(first(xml, "sheetData"))) {
    if (line.localName !== "row") continue;
    row = line.hasAttribute("r") ? Number(line.getAttribute("r")) : row + 1;
    let column = 0;
    for (const cell of children(line)) {
      if (cell.localName !== "c") continue;
      const at = cell.hasAttribute("r") ? address(cell.getAttribute("r")) : { row, column: column + 1 };
      if (!(at.row >= 1 && at.row <= ROWS && at.column >= 1 && at.column <= COLUMNS)) refuse("broken");
      column = at.column;
      const text = shown(cell, kept, formulas);
      if (text.trim() === "") continue;
      kept.take(text);
      const last = cells.at(-1);
      ordered &&= !last || last.row < at.row || (last.row === at.row && last.column < at.column);
      cells.push({ row: at.row, column: at.column, text });
    }
  }
  if (ordered) return cells;
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  return cells.filter((cell, i) => i === 0 || cell.row !== cells[i - 1].row || cell.column !== cells[i - 1].column);
}

// What a reader of the sheet sees. A formula is never computed; without its result it stays a formula.
function shown(cell, kept, formulas) {
  let [value, formula, inline] = [null, null, null];
  for (const child of children(cell)) {
    if (child.localName === "v") value = child.textContent;
    else if (child.localName === "f") formula = child;
    else if (child.localName === "is") inline = child;
  }
  let written = "";
  if (formula) {
    const index = formula.getAttribute("si");
    if (index !== null && formula.textContent !== "") formulas.set(index, formula.textContent);
    written = formula.textContent || (formulas.get(index) ?? "");
  }
  const type = cell.getAttribute("t") ?? "n";
  if (inline) return textOf(inline);
  if (value === null) return formula ? `=${written}` : "";
  if (type === "s") return kept.texts[Number(value)] ?? refuse("broken");
  if (type === "b") return value.trim() === "1" || value.trim() === "true" ? "TRUE" : "FALSE";
  if (type !== "n") return value;
  if (value.trim() === "") return "";
  const number = Number(value);
  if (!Number.isFinite(number)) refuse("broken");
  return kept.isDate(cell.getAttribute("s") ?? 0) ? date(number, kept.since1904) : String(number);
}

// Days since 30 December 1899, so that 1 March 1900 and later come out right.
function date(days, since1904) {
  const day = new Date(Date.UTC(1899, 11, 30) + Math.floor(days + (since1904 ? 1462 : 0)) * 86_400_000);
  return Number.isNaN(day.getTime()) ? String(days) : day.toISOString().slice(0, 10);
}

function mergedIn(xml) {
  const areas = all(xml, "mergeCell");
  if (areas.length > LIMITS.merged) refuse("cells");
  return areas.map((area) => {
    const [from, to] = (area.getAttribute("ref") ?? "").split(":").map(address);
    const end = to ?? from;
    return { rows: [from.row, end.row], columns: [from.column, end.column] };
  });
}

function address(text) {
  const [, letters, digits] = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})$/.exec(text) ?? refuse("broken");
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits), column };
}

// Namespaces differ between writers, names do not.
const all = (xml, name) => [...xml.getElementsByTagNameNS("*", name)];
const first = (xml, name) => xml.getElementsByTagNameNS("*", name)[0];

function* children(element) {
  for (let child = element?.firstElementChild; child; child = child.nextElementSibling) yield child;
}

// --------------------------------------------------------------------------------------- archives

// An archive, by its central directory. A part is unpacked only when it is asked for, and what it
// unpacks to is counted meanwhile: what the directory says of sizes is not believed.
function open(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let entries;
  try {
    entries = directory(view, bytes);
  } catch (error) {
    throw error instanceof RangeError ? new Unreadable("broken") : error;
  }
  let left = LIMITS.unpacked;

  async function unpack(name) {
    const entry = entries.get(name.toLowerCase()) ?? refuse("broken");
    if (entry.flags & 1) refuse("encrypted");
    if (entry.method !== 0 && entry.method !== 8) refuse("broken");
    const packed = slice(view, bytes, entry);
    if (!("DecompressionStream" in window)) refuse("browser");
    const stream = new Blob([packed]).stream();
    const reader = (entry.method === 0 ? stream : stream.pipeThrough(new DecompressionStream("deflate-raw"))).getReader();
    const chunks = [];
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        size += value.length;
        left -= value.length;
        if (left < 0 || size > LIMITS.part) {
          reader.cancel().catch(() => {});
          refuse("bomb");
        }
        chunks.push(value);
      }
    } catch (error) {
      throw error instanceof Unreadable ? error : new Unreadable("broken");
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    if (checksum(whole) !== entry.checksum) refuse("broken");
    return whole;
  }

  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name.toLowerCase()),
    xml: async (name, look = () => {}) => parse(await unpack(name), look),
  };
}

function directory(view, bytes) {
  const { at: start, count } = whereDirectory(view);
  const entries = new Map();
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) refuse("broken");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll("\\", "/");
    const extra = at + 46 + nameLength;
    // Sizes beyond 4 GB, or of a writer that did not know them, stand among the extra fields.
    const sizes = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
    if (sizes.includes(0xffffffff)) longSizes(view, extra, extraLength, sizes);
    const [, size, offset] = sizes;
    const entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      size,
      offset,
    };
    if (!entries.has(name.toLowerCase())) entries.set(name.toLowerCase(), entry);
    at = extra + extraLength + commentLength;
  }
  return entries;
}

function whereDirectory(view) {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 0xffff); at -= 1) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const found = { count: view.getUint16(at + 10, true), at: view.getUint32(at + 16, true) };
    if (found.count !== 0xffff && found.at !== 0xffffffff) return found;
    if (view.getUint32(at - 20, true) !== 0x07064b50) refuse("broken");
    const long = Number(view.getBigUint64(at - 12, true));
    return { count: Number(view.getBigUint64(long + 32, true)), at: Number(view.getBigUint64(long + 48, true)) };
  }
  return refuse("broken");
}

function longSizes(view, from, length, sizes) {
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let value = at + 4;
    sizes.forEach((size, i) => {
      if (size !== 0xffffffff) return;
      sizes[i] = Number(view.getBigUint64(value, true));
      value += 8;
    });
  }
}

function slice(view, bytes, { offset, size }) {
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50) refuse("broken");
  const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (from + size > bytes.length) refuse("broken");
  return bytes.subarray(from, from + size);
}

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, n) => {
  let sum = n;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});

function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = CHECKSUMS[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

// No workbook needs a document type; without one there are no entities to expand or to load. `look` may refuse the
// text before it is parsed.
function parse(bytes, look) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    refuse("broken");
  }
  if (text.includes("<!DOCTYPE")) refuse("broken");
  look(text);
  const xml = new DOMParser().parseFromString(text, "application/xml");
  return xml.getElementsByTagName("parsererror").length > 0 ? refuse("broken") : xml;
}
