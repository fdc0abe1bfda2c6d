// Passkeys: asks the server what to ask the device, asks it, and hands the answer back. What is said, and where to go
// then, stands in the page; without passkeys the page says what works instead.

const area = document.querySelector("[data-passkey]");
if (area) begin(area);

function begin(area) {
  const part = (name) => area.querySelector(`[data-${name}]`);
  part("without").remove();
  if (!window.PublicKeyCredential || !navigator.credentials) part("unsupported").hidden = false;
  else if (location.origin !== area.dataset.bound) part("elsewhere").hidden = false;
  else offer(area, part);
}

function offer(area, part) {
  const { passkey: kind, begin, end, then, cancelled, failed, waiting } = area.dataset;
  const said = area.querySelector(".passkey-said");
  const button = part("go");
  let offered = new AbortController();

  /** The server's answer as JSON; a page instead of it means that the session is over. */
  const ask = async (address, body) => {
    const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) });
    if (answer.redirected) {
      location.assign(answer.url);
      return new Promise(() => {});
    }
    return answer.json();
  };

  const go = (to) => {
    const again = document.querySelector("form[data-again]");
    if (again) again.requestSubmit();
    else location.assign(to);
  };

  /** One round: true once it succeeded, otherwise what was said. */
  const round = async (how) => {
    const asked = await ask(begin);
    if (asked.to) return go(asked.to);
    if (!asked.options) return say(asked.message ?? failed);
    const options = read(asked.options.publicKey);
    const credential = kind === "register" ? await navigator.credentials.create({ publicKey: options, ...how }) : await navigator.credentials.get({ publicKey: options, ...how });
    const told = await ask(end, { pending: asked.pending, answer: write(credential), name: part("name")?.value ?? "", then });
    if (told.to) return go(told.to);
    say(told.message ?? failed);
  };

  const say = (text) => {
    said.textContent = text;
  };

  const tried = async (how, quiet) => {
    try {
      await round(how);
    } catch (error) {
      // Cancelled by the person, or no passkey here: browsers do not tell which.
      const stopped = ["NotAllowedError", "AbortError"].includes(error.name);
      if (!stopped || !quiet) say(stopped ? cancelled : failed);
    }
  };

  button.addEventListener("click", async () => {
    offered.abort();
    button.disabled = true;
    say(waiting);
    await tried({}, false);
    button.disabled = false;
  });
  part("ready").hidden = false;

  // Browsers that can show passkeys in the field of the address do so.
  const inField = PublicKeyCredential.isConditionalMediationAvailable;
  if (kind === "sign_in" && inField) {
    inField.call(PublicKeyCredential).then((can) => {
      if (can && !button.disabled) tried({ mediation: "conditional", signal: offered.signal }, true);
    });
  }
}

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** What the server asks, as the browser wants it. */
function read(options) {
  const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: named(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: named(options.excludeCredentials) }),
  };
}

/** What the device answered, as the server wants it. */
function write(credential) {
  const response = {};
  for (const name of ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, extensions: {} };
}
