/* What this browser keeps for the one who is signed in: their key (own-key.js), and what they said while the hub
   did not answer. It is sent when the hub answers again, under the number it had: sent twice, it is said once. */
self.prismaKept = (() => {
  "use strict";

  const me = document.currentScript.dataset.by;
  const asked = (request) => new Promise((give, fail) => {
    request.onsuccess = () => give(request.result);
    request.onerror = () => fail(request.error);
  });
  let opened;
  function open() {
    return (opened ??= new Promise((give, fail) => {
      const request = indexedDB.open("prisma-hub", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("keys", { keyPath: "by" });
        request.result.createObjectStore("unsent", { keyPath: "id" });
      };
      request.onsuccess = () => give(request.result);
      request.onerror = () => fail(request.error);
    }));
  }
  async function kept(store, mode, act) {
    return asked(act((await open()).transaction(store, mode).objectStore(store)));
  }
  const store = (name) => ({
    put: (value) => kept(name, "readwrite", (all) => all.put(value)),
    get: (key) => kept(name, "readonly", (all) => all.get(key)),
    remove: (key) => kept(name, "readwrite", (all) => all.delete(key)),
    all: () => kept(name, "readonly", (all) => all.getAll()),
  });
  const keys = store("keys"), unsent = store("unsent");
  const mine = async () => (await unsent.all().catch(() => [])).filter((each) => each.by === me);

  // == Telling ==
  const part = document.getElementById("unsent"), say = part?.dataset ?? {};
  const make = (name, more, ...inside) => {
    const made = Object.assign(document.createElement(name), more);
    made.append(...inside);
    return made;
  };
  const button = (text, press) => {
    const made = make("button", { type: "button", className: "button bare", textContent: text });
    made.addEventListener("click", press);
    return made;
  };

  async function tell(sentence) {
    const items = await mine(), list = part.querySelector("ul"), told = part.querySelector("[role=status]");
    list.replaceChildren(...items.map((item) => make("li", { className: "stack tight" },
      make("p", { textContent: item.words ? `“${item.words}”` : say.noWords }),
      ...(item.why === undefined ? [] : [make("p", { className: "mended", textContent: item.why || say.asks })]),
      make("p", { className: "actions" },
        ...(item.why === undefined ? [] : [button(say.open, () => look(item))]),
        button(say.drop, async () => { await unsent.remove(item.id); tell(); })))));
    part.querySelector("h2").hidden = !items.length;
    told.textContent = sentence ?? (items.some((item) => item.why === undefined) ? say.waits : "");
    part.hidden = !items.length && !sentence;
  }

  // == Keeping ==
  async function reachable() {
    if (!navigator.onLine) return false;
    const ask = fetch("/log/checkpoint", { cache: "no-store", signal: AbortSignal.timeout(5000) });
    return ask.then((answer) => answer.ok, () => false);
  }

  /* A number for what is said next (UUIDv7): the hub has drawn only the one that this form came with. */
  function number() {
    const bytes = crypto.getRandomValues(new Uint8Array(16)), now = Date.now();
    for (let at = 5, rest = now; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
    bytes[6] = 0x70 | bytes[6] & 15;
    bytes[8] = 0x80 | bytes[8] & 63;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /* Keeps a form that could not be sent, signed where a key is here. */
  async function keep(form, data) {
    const said = new Date().toISOString(), signs = await self.prismaSay?.signs(form, data);
    const item = { id: data.get("statement"), by: me, said, address: location.pathname + location.search };
    item.words = String(data.get("words") ?? "").trim().slice(0, 120);
    if (signs) Object.assign(item, await self.prismaSay.later(data, signs, said));
    item.fields = [...data].filter(([name]) => name !== "csrfmiddlewaretoken");
    await unsent.put(item);
    form.reset();
    form.querySelectorAll("textarea, input[type=text], input:not([type])").forEach((one) => { one.value = ""; });
    form.querySelectorAll("[name=kept], [name=signature]").forEach((one) => one.remove());
    form.querySelector("[name=statement]").value = number();
    form.dispatchEvent(new Event("input", { bubbles: true })); // so that this tab does not bring it back
    await tell(signs ? say.keptSigned : say.kept);
    part.scrollIntoView();
  }

  function later(form) {
    let going = false;
    form.addEventListener("submit", async (event) => {
      if (going) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await reachable()) {
        going = true;
        form.requestSubmit(event.submitter);
        going = false;
      } else await keep(form, new FormData(form, event.submitter)).catch(() => tell(say.full));
    });
  }

  // == Sending ==
  /* The page again from which it was said, with a fresh token; nothing where somebody else is signed in. */
  async function fresh(item) {
    const page = new DOMParser().parseFromString(await (await fetch(item.address)).text(), "text/html");
    const form = page.querySelector("form[data-later]");
    return form?.dataset.later === item.by ? form.elements.csrfmiddlewaretoken.value : null;
  }

  async function send(item) {
    const token = await fresh(item), data = new FormData();
    if (!token || (item.signs && !self.prismaSay)) return "";
    for (const [name, value] of [...item.fields, ["csrfmiddlewaretoken", token]]) data.append(name, value);
    if (item.signs) {
      const { fields, kept } = await self.prismaSay.now(data, item);
      Object.entries({ ...fields, ...(kept ? { kept } : {}) }).forEach(([name, value]) => data.set(name, value));
      if (kept) ["voice", "picture", "file"].forEach((name) => data.delete(name));
    }
    const answer = await fetch(item.address, { method: "POST", body: data, headers: { "X-Say": "1" } });
    const { said, wrong } = await answer.json();
    if (said) await unsent.remove(item.id);
    else if (wrong !== undefined) await unsent.put({ ...item, why: wrong });
    return said ?? "";
  }

  let sending = false;
  async function flush() {
    if (sending) return;
    sending = true;
    const sent = [];
    for (const item of await mine())
      if (item.why === undefined || item.looked) sent.push(await send(item).catch(() => ""));
    sending = false;
    const last = sent.filter(Boolean).at(-1);
    await tell(last ? say.sent : undefined);
    if (last) part.querySelector("[role=status]").append(" ", make("a", { href: last, textContent: say.read }));
  }

  /* What the hub wants looked at: sent as the plain form it was, so that its page shows what is to be done. */
  async function look(item) {
    const token = await fresh(item).catch(() => null);
    if (!token) return tell(say.waits);
    await unsent.put({ ...item, looked: true });
    const form = make("form", { method: "post", action: item.address, enctype: "multipart/form-data", hidden: true });
    for (const [name, value] of [...item.fields, ["csrfmiddlewaretoken", token]]) {
      const input = make("input", { name, type: value instanceof File ? "file" : "hidden" });
      if (value instanceof File) {
        const held = new DataTransfer();
        if (value.size) held.items.add(value);
        input.files = held.files;
      } else input.value = value;
      form.append(input);
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  // == Signing out leaves nothing of a person on a device that others use too ==
  function leave(form) {
    let warned = false;
    const once = (event, again) => again && event.preventDefault();
    form.addEventListener("click", (event) => once(event, event.detail > 1)); // of a double click the first counts
    form.addEventListener("keydown", (event) => once(event, event.repeat)); // of a key held down, likewise
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answered = warned; // an answer was given when the question stood there, not while it was looked for
      const items = await mine(), key = await keys.get(me).catch(() => null);
      if ((items.length || key) && !answered) {
        warned = true;
        await tell([items.length && say.leaving, key && say.leavingKey].filter(Boolean).join(" "));
        return part.scrollIntoView({ block: "center" });
      }
      for (const item of items) await unsent.remove(item.id);
      await keys.remove(me).catch(() => {});
      form.submit();
    });
  }

  if (part) {
    document.querySelectorAll("form[data-later]").forEach(later);
    document.querySelectorAll("form[data-sign-out]").forEach(leave);
    addEventListener("online", flush);
    setInterval(async () => { if ((await mine()).length) flush(); }, 30000);
    addEventListener("DOMContentLoaded", async () => {
      const here = [...document.querySelectorAll("form[data-later] [name=statement]")].map((one) => one.value);
      const items = await mine();
      for (const item of items) if (here.includes(item.id)) await unsent.remove(item.id); // the form carries it now
      if (items.length) flush();
    });
  }
  return { keys };
})();
