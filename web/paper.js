// Keeps what an auditor enters into the working paper on the device, at once, and sends what is to be recorded as soon as there is
// a connection. Everything stands in the storage of the browser under person, audit and requirement, with the version that was
// seen; at a device that several share, in that of the tab alone. What was sent is taken out again. What has no form (any more),
// in this audit or in another of the case, is shown and can be thrown away: it goes nowhere by itself.
// Without this module each form posts by itself; then only what is recorded is kept.

const paper = document.querySelector(".working[data-key]");
const state = paper.querySelector(".typing-state");
const words = paper.querySelector("#working-words").dataset;
const prefix = paper.dataset.key;
const others = paper.dataset.others.split(" ").filter(Boolean);
const store = paper.dataset.shared ? sessionStorage : localStorage;
const forms = new Map([...paper.querySelectorAll("form.entry")].map((form) => [form.dataset.criterion, form]));

// How long it is waited before what could not be sent is sent again, in milliseconds.
const RETRY = 10000;
const FIELDS = ["evidence", "reason", "note", "on"];
const KEYS = 32;

let offline = false;
let later = false;
let over = false;
let full = false;
let sending = false;
let timer = null;

// -------------------------------------------------------------------------------------- the device

/** What is kept of a requirement: { is, base, once, typed, theirs, why }; null = nothing. */
function kept(criterion, under = prefix) {
  try {
    return JSON.parse(store.getItem(under + criterion));
  } catch {
    return null;
  }
}

function keep(criterion, item) {
  try {
    store.setItem(prefix + criterion, JSON.stringify(item));
    full = false;
  } catch {
    full = true;
  }
  return !full;
}

function drop(criterion, under = prefix) {
  try {
    store.removeItem(under + criterion);
  } catch {
    // Then nothing was kept either.
  }
}

/** Every requirement of which something is kept. */
function all(under = prefix) {
  try {
    return Object.keys(store).filter((name) => name.startsWith(under)).map((name) => name.slice(under.length));
  } catch {
    return [];
  }
}

/** A key as the forms of the pages have it: sent twice, it is entered once. */
function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(KEYS))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --------------------------------------------------------------------------------------- the forms

function typed(form) {
  const values = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""]));
  values.outcome = form.querySelector("[name=outcome]:checked")?.value ?? "";
  // Which files were there to be chosen: one that came later stays whatever was chosen before.
  values.known = [...form.querySelectorAll("[name=file]")].map((file) => file.value);
  values.files = [...form.querySelectorAll("[name=file]:checked")].map((file) => file.value);
  return values;
}

function fill(form, values) {
  for (const name of FIELDS) if (form.elements[name] && values[name] !== undefined) form.elements[name].value = values[name];
  for (const radio of form.querySelectorAll("[name=outcome]")) radio.checked = radio.value === values.outcome;
  const left = (values.known ?? []).filter((file) => !values.files.includes(file));
  for (const file of form.querySelectorAll("[name=file]")) file.checked = !left.includes(file.value);
}

const say = (form, text) => (form.querySelector(".entry-state").textContent = text);

/** The result that stands, in the head of the requirement. */
function mark(form, outcome, said) {
  const tag = form.closest(".requirement").querySelector("summary .outcome");
  tag.textContent = said;
  tag.classList.toggle("good", outcome === "conform");
  tag.classList.toggle("warn", outcome.startsWith("nonconform"));
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, press) {
  const made = element("button", text, "btn sub");
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/** The label of a result, as the form has it. */
function label(form, outcome) {
  const radio = [...form.querySelectorAll("[name=outcome]")].find((one) => one.value === outcome);
  return radio ? radio.closest("label").textContent.trim() : "";
}

function version(title, lines) {
  const side = element("div");
  side.append(element("h3", title));
  for (const line of lines.filter(Boolean)) side.append(element("p", line, "lines"));
  return side;
}

/** Both side by side, and which of them stays. */
function showConflict(criterion, form, item) {
  form.querySelector(".met")?.remove();
  const met = element("div", undefined, "met");
  const { theirs, typed: mine } = item;
  const said = (values) => [values.evidence, values.reason && `${words.reason}：${values.reason}`, values.note && `${words.note}：${values.note}`];
  const sides = element("div", undefined, "versions");
  sides.append(
    version(`${words.theirs}　${theirs.by} ${theirs.on}`, [theirs.outcome_said, ...said(theirs)]),
    version(words.mine, [label(form, mine.outcome), ...said(mine)]),
  );
  const choose = element("p", undefined, "actions");
  choose.append(
    button(words.takeMine, () => {
      form.elements.base.value = theirs.version;
      record(criterion, form);
    }),
    button(words.takeTheirs, () => {
      drop(criterion);
      form.elements.base.value = theirs.version;
      fill(form, theirs);
      mark(form, theirs.outcome, theirs.outcome_said);
      met.remove();
      say(form, "");
      tell();
    }),
  );
  met.append(element("p", words.met, "fault"), sides, choose);
  form.prepend(met);
}

/** Throws away what was refused: the form is as the page came. */
function offerDiscard(criterion, form) {
  const actions = element("p", undefined, "actions refused-actions");
  actions.append(
    button(words.discard, () => {
      drop(criterion);
      form.reset();
      actions.remove();
      say(form, "");
      tell();
    }),
  );
  form.querySelector(".entry-state").after(actions);
}

/** What is kept of a requirement, beside its form. */
function show(criterion) {
  const [form, item] = [forms.get(criterion), kept(criterion)];
  if (!form || !item) return;
  if (item.is !== "conflict") form.querySelector(".met")?.remove();
  form.querySelector(".refused-actions")?.remove();
  if (item.is === "typed") say(form, words.typed);
  else if (item.is === "waiting") say(form, words.waiting);
  else if (item.is === "refused") {
    say(form, item.why || words.refused);
    offerDiscard(criterion, form);
  }
  else {
    say(form, "");
    showConflict(criterion, form, item);
  }
}

/** What is kept and has no form any more: it was agreed, the report is issued, the audit was stopped or is over for who typed it.
 * It is shown, never thrown away unseen. */
function showGone(criterion, item, under = prefix) {
  const card = element("div", undefined, "card gone");
  card.append(element("b", criterion), element("p", words.gone, "fault"));
  for (const text of [item.typed.evidence, item.typed.reason, item.typed.note].filter(Boolean)) card.append(element("p", text, "lines"));
  const actions = element("p", undefined, "actions");
  actions.append(
    button(words.discard, () => {
      drop(criterion, under);
      card.remove();
      tell();
    }),
  );
  card.append(actions);
  paper.prepend(card);
}

/** How much waits, in one line that is read aloud when it changes. */
function tell() {
  const items = all().filter((criterion) => forms.has(criterion)).map((criterion) => kept(criterion)).filter(Boolean);
  const count = (is) => items.filter((item) => item.is === is).length;
  const counted = (pattern, n) => (n > 0 ? pattern.replace("{n}", n) : "");
  const waiting = count("waiting");
  const lines = [
    full ? state.dataset.full : "",
    over ? state.dataset.over : "",
    !over && offline ? state.dataset.offline : "",
    !over && !offline && later && waiting > 0 ? state.dataset.later : "",
    counted(state.dataset.waiting, waiting),
    counted(state.dataset.conflicts, count("conflict")),
    counted(state.dataset.refused, count("refused")),
    counted(state.dataset.typed, count("typed")),
  ].filter(Boolean);
  state.hidden = lines.length === 0;
  const text = lines.join(" ");
  if (state.dataset.shown === text) return;
  state.dataset.shown = text;
  state.textContent = text;
  if (!over) return;
  const link = element("a", state.dataset.signIn);
  link.href = paper.dataset.signIn;
  state.append(" ", link);
}

// ----------------------------------------------------------------------------------------- sending

/** Has what the form says recorded: kept here first, then sent. */
function record(criterion, form) {
  const item = { is: "waiting", base: form.elements.base.value, once: fresh(), typed: typed(form) };
  const safe = keep(criterion, item);
  show(criterion);
  tell();
  if (safe) send();
  return safe;
}

function request(criterion, item) {
  const audit = forms.get(criterion).elements.audit?.value ?? "";
  const body = new URLSearchParams({ once: item.once, base: item.base, audit, outcome: item.typed.outcome });
  for (const name of FIELDS) body.set(name, item.typed[name] ?? "");
  for (const file of item.typed.known ?? []) body.append("known", file);
  for (const file of item.typed.files ?? []) body.append("file", file);
  return body;
}

/** What came of what was sent. What was typed on meanwhile stays, on the version that stands now. */
function came(criterion, sent, answer) {
  const form = forms.get(criterion);
  const now = kept(criterion);
  const same = now?.once === sent.once;
  if (answer.entered) {
    form.elements.base.value = answer.entered.version;
    mark(form, sent.typed.outcome, answer.entered.outcome);
    if (same) {
      drop(criterion);
      form.querySelector(".met")?.remove();
      form.querySelector(".refused-actions")?.remove();
      say(form, words.entered);
      return;
    }
    if (now) keep(criterion, { ...now, base: answer.entered.version });
  } else if (same && answer.conflict) {
    keep(criterion, { ...now, is: "conflict", theirs: answer.conflict });
    form.closest("details").open = true;
  } else if (same) {
    keep(criterion, { ...now, is: "refused", why: answer.refused?.why ?? "" });
    form.closest("details").open = true;
  }
  show(criterion);
}

/** One request after the other; what cannot be sent now stays and is sent again. */
async function send() {
  if (sending || over) return;
  sending = true;
  later = false;
  try {
    let waiting = all().filter((criterion) => forms.has(criterion) && kept(criterion)?.is === "waiting");
    while (waiting.length > 0) {
      const criterion = waiting[0];
      const item = kept(criterion);
      const response = await fetch(forms.get(criterion).dataset.to, { method: "POST", body: request(criterion, item), redirect: "manual" });
      offline = false;
      if (response.type === "opaqueredirect" || response.status === 401) {
        over = true;
        break;
      }
      const worded = response.headers.get("content-type")?.startsWith("application/json");
      if (!worded && (response.status >= 500 || response.status === 429)) {
        later = true;
        break;
      }
      came(criterion, item, worded ? await response.json() : {});
      tell();
      waiting = all().filter((one) => forms.has(one) && kept(one)?.is === "waiting");
    }
  } catch {
    offline = true;
  } finally {
    sending = false;
  }
  tell();
  if (offline || later) timer ??= setTimeout(again, RETRY);
}

function again() {
  timer = null;
  send();
}

// ------------------------------------------------------------------------------------------ events

for (const [criterion, form] of forms) {
  form.addEventListener("input", () => {
    const before = kept(criterion);
    // Which version was seen does not change by typing on.
    const base = before?.base ?? form.elements.base.value;
    if (before?.is === "conflict") keep(criterion, { ...before, typed: typed(form) });
    else keep(criterion, { is: "typed", base, typed: typed(form) });
    show(criterion);
    tell();
  });
  form.addEventListener("submit", (event) => {
    const before = kept(criterion);
    // Where nothing can be kept here, the form goes by itself.
    if (before?.base !== undefined && before.is !== "conflict") form.elements.base.value = before.base;
    if (record(criterion, form)) event.preventDefault();
  });
}

addEventListener("online", again);
addEventListener("offline", () => {
  offline = true;
  tell();
});

// What was typed comes back: after a reload, after a new sign-in, after a lost connection.
for (const criterion of all()) {
  const [form, item] = [forms.get(criterion), kept(criterion)];
  if (!item?.typed) drop(criterion);
  else if (!form) showGone(criterion, item);
  else {
    fill(form, item.typed);
    if (item.is !== "waiting") form.closest("details").open = true;
    show(criterion);
  }
}
// So does what was typed into another audit of the case, to be read and copied.
for (const under of others) {
  for (const criterion of all(under)) {
    const item = kept(criterion, under);
    if (item?.typed) showGone(criterion, item, under);
    else drop(criterion, under);
  }
}
tell();
send();
