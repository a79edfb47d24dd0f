/* Holds a page of a published site against the evidence that came with it: loaded before verify-page.js.

   A classic script; kernel/evidence/pages.py does the same from the command line, and says what each rule is
   for. It waits for the event "prisma:verified" and then looks at the page it stands on:
     <html data-prisma-page="PATH" data-prisma-root="../">   which of the listed files this page is
     [data-prisma-text]                what is seen here has the hash the list gives
     [data-entry][data-part]           repeats that part of that entry, letter for letter
     .note[data-entries]               gets data-checked="yes" or "no"
   Inside [data-prisma-verify] it fills [data-prisma="page"] (one sentence) and [data-prisma="page-findings"],
   and on a served site [data-prisma="files"] with what became of all other files. What does not hold here
   takes back the verdict of verify-page.js.
   Words: the keys "page", "page_refused", "page_unlisted", "page_other", "untrue", "unlisted", "changed",
   "files", "files_refused", "files_alone" beside those of verify-page.js.

   prismaSeen(document) → the text of which the list has the hash. */
(() => {
  "use strict";

  const SEEN = ["href", "src", "datetime", "value", "alt", "data-entry", "data-part"];
  const SILENT = ["script", "style", "noscript", "template"];
  const plain = (text) => text.replace(/[ \t\n\f\r]+/g, " ").replace(/^ | $/g, "");
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "–");

  function words(node, led) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (SILENT.includes(node.localName) || node.hasAttribute("data-prisma-live")) return "";
    const marks = led ? SEEN.filter((name) => node.hasAttribute(name)) : [];
    const begin = marks.map((name) => `⟦${name}=${node.getAttribute(name)}⟧`).join("");
    const inside = node.localName === "br" ? "\n" : "";
    return begin + inside + [...node.childNodes].map((child) => words(child, led)).join("");
  }

  self.prismaSeen = (page) => plain([...page.querySelectorAll("[data-prisma-text]")].map((part) => [...part.childNodes].map((child) => words(child, true)).join("")).join(""));

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const hash = async (text) => hex(await self.prismaProof.digest(self.prismaProof.utf8(text)));
  const digits = (text) => text.replace(/[^0-9]/g, "");

  function repeats(place, value) {
    const said = typeof value === "string" ? plain(value) : self.prismaProof.canonical(value);
    const text = plain(words(place, false));
    const read = place.getAttribute("datetime") ?? place.getAttribute("value");
    if (read === null) return text === said;
    if (plain(read) !== said) return false;
    return !/^-?[0-9]+(\.[0-9]+)?$/.test(said) || digits(text) === digits(said);
  }

  function untrue(result) {
    const shown = new Map(result.entries.map((entry) => [String(entry.seq), entry.shown]));
    return [...document.querySelectorAll("[data-entry]")].filter((place) => {
      const parts = shown.get(place.dataset.entry);
      const part = place.dataset.part ?? "";
      const holds = parts !== undefined && Object.hasOwn(parts, part) && repeats(place, parts[part]);
      place.toggleAttribute("data-untrue", !holds);
      return !holds;
    });
  }

  async function readList(result) {
    const text = self.prismaEvidence?.["site.json"];
    if (text === undefined) return null;
    const name = `sha256:${await hash(text)}`;
    const said = result.entries.some(({ shown }) => shown.kind === "site.built/1" && shown["body.manifest"] === name);
    return said ? self.prismaProof.readJson(text) : null;
  }

  const here = () => document.documentElement.dataset.prismaPage;
  function standsHere(path) {
    const address = decodeURIComponent(location.pathname);
    return address.endsWith(`/${path}`) || (path === "index.html" && address.endsWith("/"));
  }

  async function pageFindings(result, list, said) {
    const found = untrue(result).map((place) =>
      fill(said.untrue, { text: plain(place.textContent).slice(0, 80), entry: place.dataset.entry }));
    if (here() === undefined) return found;
    if (list === null) return [said.unlisted, ...found];
    const row = list.files.find(({ path }) => path === here());
    if (!row || !standsHere(here())) found.push(said.page_unlisted);
    else if (row.text && row.text !== (await hash(self.prismaSeen(document)))) found.push(said.page_other);
    return found;
  }

  function markClaims(result) {
    const shown = new Set(result.entries.map(({ seq }) => String(seq)));
    for (const note of document.querySelectorAll(".note[data-entries]")) {
      const named = note.dataset.entries.split(" ").filter(Boolean);
      note.dataset.checked = result.ok && named.every((seq) => shown.has(seq)) ? "yes" : "no";
    }
  }

  async function changedFiles(list) {
    const found = [];
    for (const { path, sha256 } of list.files) {
      const address = (document.documentElement.dataset.prismaRoot ?? "") + path.split("/").map(encodeURIComponent).join("/");
      const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
      const bytes = answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
      if (!bytes || hex(await self.prismaProof.digest(bytes)) !== sha256) found.push(path);
    }
    return found;
  }

  /* The files of evidence, for those who check without a browser, say what their scripts say here. */
  async function otherEvidence() {
    const found = [];
    for (const [name, text] of Object.entries(self.prismaEvidence)) {
      const path = `evidence/${name}`;
      const answer = await fetch((document.documentElement.dataset.prismaRoot ?? "") + path, { cache: "no-store" }).catch(() => null);
      if (!answer?.ok || (await answer.text()) !== text) found.push(path);
    }
    return found;
  }

  function refuse(page, said) {
    page.dataset.state = page.dataset.page = "refused";
    const verdict = page.querySelector('[data-prisma="verdict"]');
    if (verdict) verdict.textContent = said.refused;
  }

  function list(place, texts) {
    if (!place) return;
    place.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    place.hidden = texts.length === 0;
  }

  async function hold(page, result) {
    const said = JSON.parse(document.querySelector("script[data-prisma-words], script#words").textContent);
    const part = (name) => page.querySelector(`[data-prisma="${name}"]`);
    const known = result.ok ? await readList(result).catch(() => null) : null;
    const found = result.ok ? await pageFindings(result, known, said) : [];
    markClaims(result);
    const whole = result.ok && found.length === 0;
    page.dataset.page = "accepted";
    if (!whole) refuse(page, said);
    if (part("page")) part("page").textContent = whole ? said.page : said.page_refused;
    list(part("page-findings"), found);
    const files = part("files");
    if (!files || !known) return;
    if (location.protocol === "file:") {
      files.textContent = said.files_alone;
      return;
    }
    const changed = [...(await changedFiles(known)), ...(await otherEvidence())];
    files.textContent = changed.length ? said.files_refused : fill(said.files, { count: known.files.length });
    list(part("file-findings"), changed.map((path) => fill(said.changed, { path })));
    if (changed.length) {
      refuse(page, said);
      if (part("page")) part("page").textContent = "";
    }
    page.dataset.files = changed.length ? "refused" : "accepted";
  }

  document.addEventListener("prisma:verified", ({ target, detail }) => hold(target, detail));
})();
