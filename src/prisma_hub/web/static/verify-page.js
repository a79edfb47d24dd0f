/* Fills a page that checks a hub's evidence: loaded last, after verify.js and the evidence scripts.

   Inside an element [data-prisma-verify], whose data-state becomes waiting, accepted or refused:
     [data-prisma="verdict"]    one sentence            [data-prisma="findings"]  a list: where, and why
     [data-prisma="name"]       the hub's name          [data-prisma="cannot"]    a list: what this cannot prove
     [data-prisma="hub"]        its did:key             [data-prisma="entries"]   how many of how many
     input[data-prisma="expected"]  a did:key the reader was given    [data-prisma="match"]  whether it is this hub's
   The page brings all words, in its language, as JSON in <script type="application/json" data-prisma-words>:
     {"accepted", "refused", "missing", "waiting" (or none), "unchecked", "entries", "line", "entry", "file", "same", "other": text, "cannot": [text],
      "why": {code: text}} with %(shown)s %(size)s %(line)s %(seq)s %(file)s %(why)s where they fit.
   Where there is a [data-prisma="page"], the page itself is to be held against the evidence: then check-page.js
   (prismaHold) says whether it is accepted. Without it, or where anything fails, it is refused: nothing says
   that it was checked which was not. */
(() => {
  "use strict";

  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "–");

  function items(list, texts) {
    if (!list) return;
    const rows = texts.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
  }

  function sentence(words, finding) {
    const why = words.why?.[finding.code] ?? finding.why;
    const where = finding.line !== undefined ? "line" : finding.seq !== undefined ? "entry" : "file";
    return fill(words[where], { ...finding, why });
  }

  const partOf = (page, name) => page.querySelector(`[data-prisma="${name}"]`);
  const readWords = () => JSON.parse(document.querySelector("script[data-prisma-words], script#words").textContent);

  async function show(page) {
    const words = readWords();
    const part = (name) => partOf(page, name);
    const write = (name, text) => part(name) && (part(name).textContent = text);
    page.dataset.state = "waiting";
    if (words.waiting) write("verdict", words.waiting);
    const evidence = self.prismaEvidence;
    const result = evidence ? await self.prismaVerify(evidence) : { ok: false, hub: null, entries: [], findings: [] };
    const alone = part("page") === null;
    if (alone || !result.ok) {
      page.dataset.state = result.ok ? "accepted" : "refused";
      write("verdict", evidence ? words[page.dataset.state] : words.missing);
    }
    write("name", result.ok ? result.name : "–");
    write("hub", result.hub ?? "–");
    write("entries", fill(words.entries, { shown: result.entries.length, size: result.size ?? 0 }));
    items(part("cannot"), words.cannot);
    items(part("findings"), result.findings.map((finding) => sentence(words, finding)));
    part("expected")?.addEventListener("input", ({ target }) => {
      const given = target.value.trim();
      write("match", given && (given === result.hub ? words.same : words.other));
    });
    if (!alone) await self.prismaHold(page, result);
  }

  /* A script is missing, or failed: whatever was said until then is taken back. */
  function takeBack(page) {
    const words = readWords();
    Object.assign(page.dataset, { state: "refused", page: "refused" });
    for (const [name, text] of [["verdict", words.refused], ["page", words.unchecked], ["progress", ""]]) {
      const place = partOf(page, name);
      if (place) place.textContent = text;
    }
  }

  for (const page of document.querySelectorAll("[data-prisma-verify]")) {
    show(page).catch((error) => {
      takeBack(page);
      console.error(error);
    });
  }
})();
