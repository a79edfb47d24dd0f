// Pages on which words are sealed and opened. The words leave this page only sealed; nothing of them is kept.
"use strict";

(() => {
  const own = self.prismaOwnKey, lock = self.prismaSealed;
  const show = (one, shown = true) => { if (one) one.hidden = !shown; };
  const keyHere = async ({ by, hub, key, sealed }) => {
    const found = await own.find(by, hub, key).catch(() => null);
    return found?.opening && found.sealed === sealed ? found : null;
  };

  // What the page can do here: nothing (no scripts, no secure page), not yet (the key is elsewhere), all.
  async function prepare(page) {
    const able = await own.ableToSeal(), key = able ? await keyHere(page.dataset) : null;
    show(page.querySelector("[data-unable]"), !able);
    show(page.querySelector("[data-away]"), able && !key);
    show(page.querySelector("[data-able]"), Boolean(key));
    return key;
  }

  // == Writing ==
  function sealed(page, key) {
    const say = page.dataset, form = page.querySelector("form"), area = page.querySelector("textarea");
    const problem = form.querySelector("[data-problem]"), button = form.querySelector("button");
    const tell = (sentence) => { problem.textContent = sentence; show(problem, Boolean(sentence)); };

    async function fields(words) {
      const chosen = [...form.querySelectorAll("[data-reader]:checked")], id = form.elements.statement.value;
      if (!words.trim()) throw new Error("empty");
      if (!chosen.length) throw new Error("nobody");
      if (lock.filled(words).length > Number(say.most)) throw new Error("long");
      const keys = Object.fromEntries([[say.by, say.sealed], ...chosen.map((one) => [`person:${one.value}`, one.dataset.reader])]);
      const about = { hub: say.hub, id, by: say.by, to: Object.keys(keys).sort() };
      const part = await lock.seal(words, about, keys);
      const values = { id, hub: say.hub, kind: "sealed.said/1", said: new Date().toISOString(), by: say.by, to: about.to, "body.sealed": part };
      if (say.reply) values.about = [`entry:${say.reply}`];
      const readers = chosen.map((one) => one.value).join(" ");
      return { statement: id, sealed: JSON.stringify(part), readers, reply: say.reply, ...await own.sign(key, values) };
    }

    async function send(sent) {
      const data = new FormData();
      Object.entries(sent).forEach(([name, value]) => data.append(name, value));
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Say": "1" } }).catch(() => null);
      if (!answer?.ok) throw new Error("away");
      return answer.json();
    }

    let before = null; // what was sealed once is sent again as it was: said twice, it is said once
    form.addEventListener("input", () => { before = null; });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      tell("");
      try {
        before ??= await fields(area.value);
        const { said, wrong } = await send(before);
        if (said) {
          area.value = "";
          location.assign(said);
          return;
        }
        before = null;
        tell(wrong);
      } catch (wrong) {
        tell(say[wrong.message] || say.broken);
      }
      button.disabled = false;
    });
  }

  // == Reading ==
  function opened(page, key) {
    const say = page.dataset, button = page.querySelector("[data-open]"), told = page.querySelector("[data-told]");
    const words = page.querySelector("[data-words]");
    button?.addEventListener("click", async () => {
      try {
        const about = { hub: say.hub, id: say.id, by: say.speaker, to: say.to.split(" ") };
        const text = await lock.open(JSON.parse(say.part), about, say.by, key);
        words.replaceChildren(...text.replace(/\r\n?/g, "\n").split(/\n{2,}/).map((piece) => {
          const made = document.createElement("p");
          piece.split("\n").forEach((line, at) => made.append(...(at ? [document.createElement("br")] : []), line));
          return made;
        }));
        told.textContent = "";
        show(words);
        show(button, false);
        words.focus();
      } catch {
        told.textContent = say.broken;
      }
    });
    addEventListener("pagehide", () => { // going back finds it closed again
      words.replaceChildren();
      show(words, false);
      show(button);
    });
  }

  document.querySelectorAll("[data-seal], [data-sealed-words]").forEach(async (page) => {
    const key = await prepare(page);
    if (key) ("seal" in page.dataset ? sealed : opened)(page, key);
  });
})();
