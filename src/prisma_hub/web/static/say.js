/* Signing what one says, on a form with data-sign (own_keys.Signing), by the key in this browser.

   Words alone are put together here as the hub will put them together. Where there is more (a voice, a picture, a
   measure), the hub is asked what it would keep; what this page knows itself must be the same in it. */
"use strict";

(() => {
  const own = self.prismaOwnKey;
  const FILES = ["voice", "picture", "file"], MORE = ["link", "when", "action", "quantity", "unit", "resource"];
  const FROM_THE_HUB = ["body.media", "body.link", "body.when", "body.action", "body.quantity", "body.unit", "body.resource"];
  // White space as Python knows it: the hub cuts paragraphs there.
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
  const BLANK = new RegExp(`\\n[${SPACE.replace("\\t-\\r", "\\t\\x0b-\\r")}]*(?:\\n[${SPACE.replace("\\t-\\r", "\\t\\x0b-\\r")}]*)+`);
  const trim = (text) => text.replace(ENDS, "");

  const of = (data, name) => String(data.getAll(name).at(-1) ?? "");
  const chosen = (data) => FILES.filter((name) => data.get(name)?.size);
  const paragraphs = (text) => trim(text.toWellFormed().replace(/\r\n?/g, "\n")).split(BLANK).map(trim).filter(Boolean);

  /* The parts of contribution.made/1 as far as this page knows them. */
  function contribution(data, about, said) {
    const values = {
      id: of(data, "statement"), hub: about.hub, kind: "contribution.made/1", said, by: about.by,
      to: [...new Set(of(data, "hears").split(/\s+/).filter(Boolean))].sort(),
      "body.consent.named": of(data, "named"), "body.consent.quote": of(data, "quote"),
      "body.consent.ai": data.has("ai"),
    };
    const also = { scope: about.scope, "body.language": of(data, "language"), "body.consent.until": of(data, "until") };
    for (const [name, value] of Object.entries(also)) if (value) values[name] = value;
    const refs = JSON.parse(about.about);
    if (refs.length) values.about = refs;
    paragraphs(of(data, "words")).forEach((piece, at) => { values[`body.text.${String(at).padStart(3, "0")}`] = piece; });
    return values;
  }
  const isMore = (data) => Boolean(chosen(data).length || of(data, "kept") || MORE.some((name) => trim(of(data, name))));

  function same(mine, theirs) {
    const written = self.prismaProof.canonical;
    return Object.keys({ ...mine, ...theirs }).every((name) =>
      (name in mine ? name in theirs && written(mine[name]) === written(theirs[name]) : FROM_THE_HUB.includes(name)));
  }

  /* The fields that sign `data` (FormData), with the files the hub has by then: {fields, kept}; no fields where
     the hub has something to show first, or keeps something else than what was meant. */
  async function signed(data, about, key, address, said = new Date().toISOString()) {
    const mine = contribution(data, about, said);
    if (!isMore(data)) return { fields: await own.sign(key, mine) };
    const secret = own.random(32), asking = new FormData();
    for (const [name, value] of data) asking.append(name, value);
    const ask = unsigned(key, said, secret);
    Object.entries(ask).forEach(([name, value]) => asking.set(name, value));
    const answer = await fetch(address, { method: "POST", body: asking, headers: { "X-Say": "1" } });
    const { sign, kept } = await answer.json();
    return { kept, fields: sign && same(mine, sign) ? await own.sign(key, sign, secret) : ask };
  }

  function fill(form, fields) {
    for (const [name, value] of Object.entries(fields)) {
      form.querySelectorAll(`input[type=hidden][name="${name}"]`).forEach((one) => one.remove());
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }

  /* Fields that say: to be signed, and not signed yet. With them the hub keeps nothing. */
  const unsigned = (key, said, secret) => ({ said, secret: own.base64url(secret), signer: key.did, signature: "" });

  const speaksForAnother = (data) => of(data, "spoken_by") !== "";

  async function prepare(form) {
    const about = form.dataset, key = await own.find(about.by, about.hub, about.key).catch(() => null);
    const told = form.querySelector("[data-answers]"), without = told.textContent;
    if (!key) return;
    const tell = () => { told.textContent = speaksForAnother(new FormData(form)) ? without : told.dataset.self; };
    tell();
    form.addEventListener("change", tell);
    form.addEventListener("submit", async (event) => {
      const data = new FormData(form, event.submitter);
      if (speaksForAnother(data)) return;
      event.preventDefault();
      form.querySelectorAll("button").forEach((one) => { one.disabled = true; });
      const button = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {};
      try {
        const { fields, kept } = await signed(data, about, key, form.getAttribute("action") || location.href);
        if (kept) form.querySelectorAll("input[type=file]").forEach((one) => { one.value = ""; });
        fill(form, { ...button, ...fields, ...(kept ? { kept } : {}) });
      } catch { // the hub does not answer: the browser says so, and the words stay in this tab
        fill(form, { ...button, ...unsigned(key, new Date().toISOString(), own.random(32)) });
      }
      form.submit();
    });
  }

  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sign] button").forEach((one) => { one.disabled = false; });
  });
  document.querySelectorAll("form[data-sign]").forEach(prepare);

  // == While the hub does not answer (unsent.js) ==
  /* What signs this form, if anything here does: its statement's frame. */
  async function signs(form, data) {
    if (!("sign" in form.dataset) || speaksForAnother(data)) return null;
    const { hub, by, key, scope, about } = form.dataset;
    return (await own.find(by, hub, key).catch(() => null)) ? { hub, by, key, scope, about } : null;
  }
  /* Words are signed at once; where the hub has to be asked first, it is signed when it is sent. */
  async function later(data, frame, said) {
    if (isMore(data)) return { signs: frame };
    const { fields } = await signed(data, frame, await own.find(frame.by, frame.hub, frame.key), "", said);
    Object.entries(fields).forEach(([name, value]) => data.set(name, value));
    return {};
  }
  async function now(data, item) {
    const key = await own.find(item.by, item.signs.hub, item.signs.key);
    if (!key) throw new Error("the key is not here");
    return signed(data, item.signs, key, item.address, item.said);
  }
  self.prismaSay = { signs, later, now };
})();
