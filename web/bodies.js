// 業種 as one types: the industries of the page, under the two fields that ask for one. Nothing is sent.
// What is suggested is what the server would find (app::industry); without this module it offers the same.

const form = document.querySelector("form.find");
const { entries, divisions } = JSON.parse(document.querySelector("#industry-data").textContent);

const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const latin = (letter) => /^[0-9a-z]$/i.test(letter ?? "");

/** Letters and digits of one width and case; a space stays only between Latin letters. */
function key(text) {
  let all = "";
  for (const part of text.normalize("NFKC").toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u)) {
    all += (latin(all.at(-1)) && latin(part[0]) ? " " : "") + part;
  }
  return all;
}

/** Whether `part` stands in `text`. A Latin part begins where a word does, and ends there if `whole`. */
function within(text, part, whole = false) {
  for (let at = text.indexOf(part); part && at >= 0; at = text.indexOf(part, at + 1)) {
    const begins = !latin(part[0]) || !latin(text[at - 1]);
    const ends = !whole || !latin(part.at(-1)) || !latin(text[at + part.length]);
    if (begins && ends) return true;
  }
  return false;
}

const words = new Map(entries.map((entry) => [entry, entry.words.map((word) => ({ word, key: key(word) }))]));

/** How `typed` finds an industry: true, the search word, or nothing. */
function foundBy(entry, typed) {
  const named = (text) => entry.names.some((name) => within(name, text)) || entry.whole.some((name) => name.startsWith(text));
  const [letter, own] = [entry.code[0].toLowerCase(), entry.code.slice(1)];
  const code = /^([a-z]?) *(\d+) *(.*)$/u.exec(typed);
  if (code && (code[1] || letter) === letter) {
    const [, division, number, rest] = code;
    if (number.length <= 2 && !rest && own.startsWith(number)) return true;
    if (number === own && (division || named(rest))) return true;
    if ((number.length === 3 || number.length === 4) && !rest && number.startsWith(own)) return true;
  }
  if (named(typed) || entry.names.some((name) => within(typed, name, true))) return true;
  return words.get(entry).find((known) => within(known.key, typed) || within(typed, known.key, true))?.word;
}

/** Industries with how each was found. Nothing typed finds all of them, a code or a whole name only its own. */
function search(text) {
  const typed = key(text);
  if (!typed) return entries.map((entry) => ({ entry, by: true }));
  const all = (by) => entries.map((entry) => ({ entry, by: by(entry) })).filter((found) => found.by);
  const division = Object.keys(divisions).find((letter) => divisions[letter].includes(typed));
  const meant = entries.find((entry) => entry.whole.includes(typed) || (!division && entry.names.includes(typed)));
  if (meant) return all((entry) => entry === meant);
  return all((entry) => (division ? entry.code.startsWith(division) : foundBy(entry, typed)));
}

/** Makes a combobox (ARIA 1.2) of a text field. */
function combobox(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-options`;
  list.className = "options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.options);
  const status = document.createElement("p");
  status.className = "note options-status";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.removeAttribute("list");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  let active = -1;

  function option({ entry, by }, at) {
    const item = document.createElement("li");
    item.id = `${list.id}-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.label = entry.label;
    item.append(entry.label);
    if (by !== true) {
      const why = document.createElement("span");
      why.className = "note";
      const ours = document.createElement("span");
      ours.className = "tag ours";
      ours.textContent = form.dataset.ours;
      why.append(fill(form.dataset.byWord, { word: by }), " ", ours);
      item.append(" ", why);
    }
    return item;
  }

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function tell(text, shown = false) {
    status.textContent = text;
    status.classList.toggle("shown", shown);
  }

  function open() {
    const found = search(input.value);
    const settled = found.length === 1 && key(found[0].entry.label) === key(input.value);
    if (found.length === 0 || settled) return close();
    list.replaceChildren(...found.map(option));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = false;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
    list.scrollIntoView({ block: "nearest" });
    tell(fill(form.dataset.count, { n: found.length }));
  }

  function activate(at) {
    const items = list.children;
    items[active]?.setAttribute("aria-selected", "false");
    active = (at + items.length) % items.length;
    items[active].setAttribute("aria-selected", "true");
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  }

  // What was picked among the server's choices belongs to the text it was picked for.
  const unpick = () => form.querySelectorAll(`input[name="${input.name}-pick"]`).forEach((radio) => (radio.checked = false));

  function pick(item) {
    input.value = item.dataset.label;
    unpick();
    close();
    tell("");
  }

  // While an input method is at work, half a word finding nothing means nothing.
  function update(composing) {
    unpick();
    tell("");
    if (!key(input.value)) return close();
    open();
    if (!composing && search(input.value).length === 0) tell(form.dataset.none, true);
  }

  input.addEventListener("input", (event) => update(event.isComposing));
  input.addEventListener("compositionend", () => update(false));

  input.addEventListener("keydown", (event) => {
    // The keys of an input method belong to it; 229 is how a browser says so after the fact.
    if (event.isComposing || event.keyCode === 229) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (!isOpen) open();
      if (!list.hidden) activate(active < 0 ? (down ? 0 : -1) : active + (down ? 1 : -1));
    } else if (event.key === "Enter" && isOpen) {
      // Half a word is not sent while there is something to choose: Enter goes to the first, then picks.
      event.preventDefault();
      if (active < 0) activate(0);
      else pick(list.children[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault()); // The focus stays in the field.
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) pick(item);
  });
  input.addEventListener("blur", close);
}

for (const input of form.querySelectorAll("input[list=industry-names]")) combobox(input);
form.querySelector("#industry-names").remove();

for (const link of document.querySelectorAll('a[href="#industries"]')) {
  link.addEventListener("click", () => (document.querySelector("#industries").open = true));
}
