// The page “My key”: what only a browser can do. What it sends are plain forms; the hub checks everything itself.
"use strict";

(() => {
  const page = document.getElementById("own-key"), say = page.dataset, own = self.prismaOwnKey;
  const { by, hub } = say;
  const show = (selector, shown = true) => page.querySelectorAll(selector).forEach((one) => { one.hidden = !shown; });
  const fill = (form, fields) => {
    for (const [name, value] of Object.entries(fields)) {
      let input = form.elements[name];
      if (!input) form.append((input = Object.assign(document.createElement("input"), { type: "hidden", name })));
      input.value = value;
    }
  };

  // A form that is worked on here: one sentence where something is wrong, one thing at a time.
  function work(form, act) {
    const problem = form.querySelector("[data-problem]"), button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      try {
        await act(form);
      } catch (wrong) {
        problem.textContent = say[wrong.message] || say.noRoom;
        problem.hidden = false;
      }
      button.disabled = false;
    });
  }
  const refuse = (why) => { throw new Error(why); };

  async function make(form) {
    const word = form.querySelector("#word").value;
    if ([...word.trim()].length < 12) refuse("short");
    if (word !== form.querySelector("#again").value) refuse("differ");
    const made = await own.make(), text = await own.backup(made, by, hub, word);
    made.pkcs8.fill(0);
    await own.keep(made, by, hub);
    if (!(await own.find(by, hub, made.did))) refuse("noRoom");
    const print = await own.fingerprint(made.did), bind = page.querySelector("[data-bind]");
    const file = page.querySelector("[data-file]");
    file.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    file.download = `key-${print.replaceAll(" ", "-")}.json`;
    file.addEventListener("click", () => { bind.querySelector("button").disabled = false; });
    page.querySelector("[data-fingerprint]").textContent = print;
    fill(bind, { key: made.did, proof: await own.proof(made, by, hub) });
    show("[data-make]", false);
    show("[data-save]");
    page.querySelector("#h-save").focus();
  }

  async function restore(form) {
    const [file] = form.querySelector("#file").files;
    if (!file || file.size > 10000) refuse("noFile");
    const found = await own.restore(await file.text(), form.querySelector("#open").value)
      .catch((wrong) => refuse(wrong.message === "form" ? "noFile" : "noWord"));
    if (found.did !== say.key || found.hub !== hub || found.by !== by) refuse("noKey");
    await own.keep(found, by, hub);
    if (!(await own.find(by, hub, say.key))) refuse("noRoom");
    form.reset();
    await tell();
    page.querySelector("[data-told]").scrollIntoView();
  }

  async function tell() {
    if (!say.key) return;
    const here = await own.find(by, hub, say.key);
    page.querySelector("[data-told]").textContent = here ? say.here : say.away;
    // A key made before words could be sealed: its backup file makes the other half.
    const half = here && !here.opening && await own.ableToSeal();
    show("[data-restore]", !here || half);
    show("[data-half]", half);
    show("[data-no-seals]", !(await own.ableToSeal()));
    show("[data-sealing]", Boolean(here?.opening));
  }

  // The key itself says that words can be sealed to its other half, and that other half answers to the hub.
  function bindSealing(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const here = await own.find(by, hub, say.key).catch(() => null);
      if (!here?.opening) return tell();
      const values = {
        id: form.elements.statement.value, hub, kind: "sealing.bound/1", said: new Date().toISOString(), by, to: ["hub"],
        "body.key": here.sealed, "body.of": here.did,
      };
      const answer = await own.answer(here, form.dataset.challenge, by, hub);
      fill(form, { key: here.sealed, answer, ...await own.sign(here, values) });
      form.submit();
    });
  }

  // The key signs its own end where it is here; else the session alone ends it.
  function unbind(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const key = await own.find(by, hub, say.key).catch(() => null);
      if (key) {
        const said = new Date().toISOString();
        const values = { id: form.elements.statement.value, hub, kind: "key.unbound/1", said, by, to: ["hub"], "body.key": key.did };
        fill(form, await own.sign(key, values));
      }
      form.submit();
    });
  }

  (async () => {
    if (!(await own.able())) return;
    show("[data-unable]", false);
    show("[data-able]");
    const here = await own.find(by, hub).catch(() => null);
    if (here && here.did !== say.key && here.did !== say.offered) await own.forget(by);
    const [making, bringing, ending, sealing] =
      ["[data-make] form", "[data-restore] form", "[data-unbind]", "[data-sealing] form"].map((one) => page.querySelector(one));
    if (making) work(making, make);
    if (bringing) work(bringing, restore);
    if (ending) unbind(ending);
    if (sealing) bindSealing(sealing);
    await tell();
  })();
})();
