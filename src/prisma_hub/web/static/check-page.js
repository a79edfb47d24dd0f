/* Holds a page of a published site against the evidence that came with it: loaded before verify-page.js.

   A classic script; kernel/evidence/pages.py does the same from the command line, and says what each rule is
   for. verify-page.js calls it with what was proven, and it looks at the page it stands on:
     <html data-prisma-page="PATH" data-prisma-root="../">   which of the listed files this page is; every page
                                     of a site says so, and what shows that it is of one stands beside it
     [data-prisma-text]                what is seen here has the hash the list gives
     [data-entry][data-part]           repeats that part of that entry, letter for letter
     .note[data-entries]               gets data-checked="yes" or "no"
   Inside [data-prisma-verify] it fills [data-prisma="page"] (one sentence) and [data-prisma="page-findings"].
   Where there is a [data-prisma="files"], the verdict is one on the whole site: it stands only when every file
   was looked at, and [data-prisma="progress"] counts until then. From a folder, where a page cannot read
   others, there is none on the whole: the verdict says what was looked at. What does not hold takes it back.
   data-page becomes looking (others are still being looked at), accepted, alone (this page holds, no other
   could be looked at) or refused; data-state is accepted only with the first and third of these.
   Words: the keys "page", "page_refused" (where there are details), "page_refused_below" (else), "page_unlisted",
   "page_nameless", "page_other", "untrue", "unlisted", "changed", "files", "files_refused", "looking", "progress", "alone", "alone_page" beside those of verify-page.js.

   prismaSeen(document) → the text of which the list has the hash.
   prismaHold(element, result of prismaVerify) → all of the above; it fails where anything cannot be looked at. */
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

  /* A folder above the site may have a name that is no UTF-8; a file of the site has none such. */
  function decoded(segment) {
    try {
      return decodeURIComponent(segment);
    } catch {
      return null;
    }
  }

  function standsHere(path) {
    const [address, due] = [location.pathname.split("/").map(decoded), path.split("/")];
    const tail = address.slice(-due.length);
    const there = address.length > due.length && due.every((name, at) => name === tail[at]);
    return there || (path === "index.html" && address.at(-1) === "");
  }

  /* A hub shows its stories on pages that no list names. What was published says so in more than one place. */
  function isOfSite(result) {
    const built = result.entries.some(({ shown }) => shown.kind === "site.built/1");
    return built || "site.json" in (self.prismaEvidence ?? {}) || document.querySelector("[data-prisma-text]") !== null;
  }

  async function pageFindings(result, list, said) {
    const found = untrue(result).map((place) =>
      fill(said.untrue, { text: plain(place.textContent).slice(0, 80), entry: place.dataset.entry }));
    if (here() === undefined) return isOfSite(result) ? [said.page_nameless, ...found] : found;
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

  const address = (path) => (document.documentElement.dataset.prismaRoot ?? "") + path.split("/").map(encodeURIComponent).join("/");
  async function fetched(path) {
    const answer = await fetch(address(path), { cache: "no-store" }).catch(() => null);
    return answer?.ok ? answer.arrayBuffer().then((bytes) => new Uint8Array(bytes), () => null) : null;
  }

  const AT_ONCE = 6; // as many as a browser asks one host for
  async function lookAtFiles({ files }, tell) {
    let [next, done] = [0, 0];
    tell(done);
    const look = async () => {
      while (next < files.length) {
        const { path, sha256 } = files[next++];
        const bytes = await fetched(path);
        const holds = bytes !== null && hex(await self.prismaProof.digest(bytes)) === sha256;
        tell(++done, holds ? null : path);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
  }

  /* Whether a script is the one that belongs to a file, and carries its whole text (log.md, "Fine print"). */
  function carries(script, name, text) {
    const [before, after] = [`(self.prismaEvidence ||= {})["${name}"] = `, ";\n"];
    const written = new TextDecoder("utf-8", { ignoreBOM: true }).decode(script);
    if (!written.startsWith(before) || !written.endsWith(after)) return false;
    try {
      return self.prismaProof.readJson(written.slice(before.length, -after.length)) === text;
    } catch {
      return false;
    }
  }

  /* The files of evidence, for those who check without a browser, say what their scripts said here; and the
     scripts a reader is given say nothing besides. */
  async function otherEvidence() {
    const found = [];
    for (const [name, text] of Object.entries(self.prismaEvidence)) {
      const [file, script] = [await fetched(`evidence/${name}`), await fetched(`evidence/${name}.js`)];
      if (!file || hex(await self.prismaProof.digest(file)) !== (await hash(text))) found.push(`evidence/${name}`);
      if (!script || !carries(script, name, text)) found.push(`evidence/${name}.js`);
    }
    return found;
  }

  function list(place, texts) {
    if (!place) return;
    place.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    place.hidden = texts.length === 0;
  }

  /* Shows one verdict: data-page, the sentence of the verdict and the one on the page. */
  function judge(page, state, verdict, sentence) {
    page.dataset.page = state;
    page.dataset.state = { looking: "waiting", refused: "refused" }[state] ?? "accepted";
    for (const [name, text] of [["verdict", verdict], ["page", sentence]]) {
      const place = page.querySelector(`[data-prisma="${name}"]`);
      if (place && place.textContent !== text) place.textContent = text;
    }
  }

  async function holdSite(page, known, said, whole) {
    const part = (name) => page.querySelector(`[data-prisma="${name}"]`);
    const changed = [];
    const add = (paths) => {
      changed.push(...paths);
      if (paths.length === 0) return;
      list(part("file-findings"), changed.map((path) => fill(said.changed, { path })));
      part("files").textContent = said.files_refused;
      judge(page, "refused", said.refused, said.page_refused_below);
    };
    const count = known.files.length;
    const counted = (done) => part("progress") && (part("progress").textContent = fill(said.progress, { done, count }));
    counted(0);
    add(await otherEvidence());
    await lookAtFiles(known, (done, path) => {
      counted(done);
      add(path ? [path] : []);
    });
    if (part("progress")) part("progress").textContent = "";
    if (changed.length === 0) part("files").textContent = fill(said.files, { count });
    if (changed.length === 0 && whole) judge(page, "accepted", said.accepted, said.page);
    page.dataset.files = changed.length ? "refused" : "accepted";
  }

  async function hold(page, result) {
    const said = JSON.parse(document.querySelector("script[data-prisma-words], script#words").textContent);
    const part = (name) => page.querySelector(`[data-prisma="${name}"]`);
    const site = here() !== undefined && part("files") !== null;
    const alone = site && location.protocol === "file:";
    if (result.ok && site) judge(page, "looking", said.looking, "");
    const known = result.ok ? await readList(result).catch(() => null) : null;
    const found = result.ok ? await pageFindings(result, known, said) : [];
    markClaims(result);
    const whole = result.ok && found.length === 0;
    list(part("page-findings"), found);
    if (!whole) judge(page, "refused", said.refused, page.querySelector("details") ? said.page_refused : said.page_refused_below);
    else if (alone) judge(page, "alone", said.alone, said.alone_page);
    else if (!site) judge(page, "accepted", said.accepted, said.page);
    if (known && site && !alone) await holdSite(page, known, said, whole);
  }

  self.prismaHold = hold;
})();
