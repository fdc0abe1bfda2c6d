// What a cell says: an answer, or the number of an item, as the Rust crate `criteria` reads it (`sheet::marks`,
// `import::number`). Knows no layout.

export const SPACE = /\p{White_Space}/u;
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

export const fold = (text) => text.normalize("NFKC").replace(UNSEEN, "").toLowerCase();
export const letters = (text) => [...text];
const trimmed = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
const markOf = (letter) => MARKS.find(([, signs]) => letters(signs).includes(letter))?.[0];
const wordOf = (folded) => Object.keys(WORDS).find((answer) => WORDS[answer].split(" ").includes(folded));

/** The answer a cell gives: a mark, a word, or both where they agree. */
export function answerIn(text) {
  if (text.length > LONGEST_MARK || new TextEncoder().encode(text).length > LONGEST_MARK) return undefined;
  const folded = fold(text);
  const whole = markOf(folded) ?? wordOf(folded);
  if (whole) return whole;
  const bare = letters(folded.replace(BRACKETS, ""));
  if (bare.length === 0) return undefined;
  const both = (letter, rest) => (markOf(letter) === wordOf(rest.join("")) ? markOf(letter) : undefined);
  return both(bare[0], bare.slice(1)) ?? both(bare.at(-1), bare.slice(0, -1));
}


// --------------------------------------------------------------- what numbers an item (`import::number`)

const BEGINNING = 24;
const DEEPEST = 3;
const END = /[)\]】>〕.、:。]/u;
const JOINT = /[-‐‑‒–—―−ー.]/u;
export const ALPHABETIC = /\p{Alphabetic}/u;
const NAMES = ["設問", "質問", "項目", "問", "No", "NO", "no", "Q", "q", "#", "第"];

const foldedLetter = (letter) => (/[❶-❿]/u.test(letter) ? String.fromCodePoint(letter.codePointAt(0) - 0x2776 + 0x2460) : letter).normalize("NFKC");

// The beginning of a cell, letter by letter, each with the end of the letter it came from.
function beginning(text) {
  const found = [];
  let end = 0;
  for (const letter of letters(text.slice(0, 2 * BEGINNING)).slice(0, BEGINNING)) {
    end += letter.length;
    if (/[\u200b-\u200d\ufeff\ufe0e\ufe0f]/u.test(letter)) continue;
    const signed = /[①-⒛㉑-㉟㊱-㊿❶-❿]/u.test(letter);
    for (const is of foldedLetter(letter)) found.push({ is: SPACE.test(is) ? " " : is, signed, end });
  }
  return found;
}

/** The number at the start of a cell, `{ path, written, signed, alone, rest }`, or null. */
export function numberIn(cell) {
  const text = trimmed(cell);
  if (text === "" || !/^[0-9問設質項第NnQq#([【<〔o]/u.test(foldedLetter(String.fromCodePoint(text.codePointAt(0))))) return null;
  if (text.startsWith("own/")) {
    const own = /^own\/\+?(\d{1,9})$/.exec(text);
    return own && { path: [Number(own[1])], written: String(Number(own[1])), signed: false, alone: true, rest: "" };
  }
  const found = beginning(text);
  let at = 0;
  const next = (ahead = 0) => found[at + ahead]?.is ?? "";
  const skip = (wanted) => {
    while (next() !== "" && wanted(next())) at += 1;
  };
  const word = (words) => {
    const stands = words.find((known) => letters(known).every((letter, i) => next(i) === letter));
    at += stands ? letters(stands).length : 0;
    return stands;
  };
  const digits = () => {
    let length = 0;
    while (length < 4 && /^[0-9]$/.test(next(length))) length += 1;
    if (length === 0 || length > 3) return null;
    const value = Number(found.slice(at, at + length).map(({ is }) => is).join(""));
    at += length;
    return value;
  };
  const name = word(NAMES);
  if (name) skip((letter) => ". :".includes(letter));
  word(["(", "[", "【", "<", "〔"]);
  const signed = found[at]?.signed ?? false;
  const value = digits();
  if (value === null) return null;
  const path = [value];
  let written = String(value);
  while (path.length < DEEPEST && JOINT.test(next())) {
    const before = at;
    const joint = next() === "." ? "." : "-";
    at += 1;
    word(["("]);
    const part = digits();
    if (part === null) {
      at = before;
      break;
    }
    path.push(part);
    written += `${joint}${part}`;
  }
  if (name) word(["問", "番", "項"]);
  const asked = ["設問", "質問", "問"].includes(name);
  const separated = END.test(next()) || next() === " ";
  const direct = (signed || asked) && ALPHABETIC.test(next());
  skip((letter) => END.test(letter));
  if (/^[0-9]$/.test(next())) return null;
  skip((letter) => END.test(letter) || letter === " ");
  const isDash = (letter) => JOINT.test(letter) && letter !== ".";
  if (next(1) === " " && isDash(next())) skip((letter) => isDash(letter) || letter === " ");
  const end = at === 0 ? 0 : found[at - 1].end;
  // One letter may stand for more than the number: ㏠ is 1日.
  if (at < found.length && found[at].end <= end) return null;
  const rest = trimmed(text.slice(end));
  const alone = rest === "";
  if (!alone && !((separated || direct) && ALPHABETIC.test(rest))) return null;
  return { path, written, signed, alone, rest };
}
