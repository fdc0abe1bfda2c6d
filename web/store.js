// Keeps the answers of a check in this browser, and nowhere else.
// Shape: { edition, sha256, answers: { item: word }, savedOn: day of the last change, prefecture, organisation }

// The server's limit for a result file, in bytes.
const LARGEST_RESULT = 262_144;

const key = (pack) => `mamori:${pack}`;

/** Today in Japan, as 2026-11-20. */
export const dayInJapan = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date());

/** The day on which the answers became what they are: before, if they are the same. */
function changedOn(pack, before, answers) {
  const same = pack.items.every((item) => before.answers?.[item.id] === answers[item.id]);
  return same ? before.savedOn : dayInJapan();
}

/** What was kept for `pack`, or null. Answers that the pack no longer allows are left out. */
export function load(pack) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(key(pack.pack)));
  } catch {
    return null;
  }
  if (!kept || typeof kept.answers !== "object") return null;
  const sameEdition = kept.sha256 === pack.sha256;
  // Of another edition only answers to questions that read the same are kept; the pack says which.
  const holds = (id) => sameEdition || (pack.carries[kept.sha256] ?? []).includes(id);
  const answers = {};
  for (const item of pack.items) {
    const word = kept.answers[item.id];
    if (holds(item.id) && item.answers.includes(word)) answers[item.id] = word;
  }
  return { ...kept, answers, sameEdition };
}

/** Keeps `answers`, and what else is told; false where the browser refuses to keep anything. */
export function save(pack, answers, more = {}) {
  const before = load(pack) ?? {};
  const { sameEdition: _, ...rest } = before;
  try {
    localStorage.setItem(
      key(pack.pack),
      JSON.stringify({ ...rest, ...more, edition: pack.edition, sha256: pack.sha256, answers, savedOn: changedOn(pack, before, answers) }),
    );
    return true;
  } catch {
    return false;
  }
}

/** Lets a file be dropped anywhere on `area`, a form with one file field or what holds one; several are none, and `tell` says so. */
export function takeDrops(area, tell = () => {}) {
  const form = area.matches("form") ? area : area.querySelector("form:has(input[type=file])");
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    const count = event.dataTransfer.files.length;
    if (count > 1) tell();
    if (count !== 1) return;
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

/** Removes everything kept for `pack`. */
export function forget(pack) {
  try {
    localStorage.removeItem(key(pack.pack));
  } catch {
    // Nothing could be kept, so nothing has to go.
  }
}

/**
 * The answers in a result file of this pack and edition, or null if it is no such file. Never
 * guesses: an unknown item, a second answer, an answer the item does not allow refuse the file.
 */
export function readResult(pack, text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return null;
  }
  const same = (name) => (file[name] ?? pack[name]) === pack[name];
  if (file === null || typeof file !== "object" || file.pack !== pack.pack) return null;
  if (!same("edition") || !same("sha256") || !Array.isArray(file.answers)) return null;
  const answers = {};
  const seen = new Set();
  for (const entry of file.answers) {
    const item = pack.items.find((known) => known.id === entry?.item);
    if (!item || seen.has(item.id)) return null;
    seen.add(item.id);
    if (entry.answer === null || entry.answer === undefined) continue;
    if (!item.answers.includes(entry.answer)) return null;
    answers[item.id] = entry.answer;
  }
  return answers;
}

/**
 * Whether a file is a result file, which is opened on the device and never sent, however it is named;
 * a sheet is sent to be read.
 */
export async function isResult(file) {
  if (file.name.toLowerCase().endsWith(".json") || file.type === "application/json") return true;
  const start = await file.slice(0, 256).text().catch(() => "");
  return start.trimStart().startsWith("{");
}

/** The text of a result file; empty where it is larger than one can be, or gone. */
export async function resultText(file) {
  return file.size > LARGEST_RESULT ? "" : file.text().catch(() => "");
}
