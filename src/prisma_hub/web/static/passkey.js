// Passkeys: asks the browser for one, and sends what it says as a plain form. The hub checks everything itself.
"use strict";

(() => {
  const page = document.getElementById("passkeys");
  if (!page || !self.PublicKeyCredential || !navigator.credentials) return;
  const say = page.dataset, problem = page.querySelector("[data-problem]");

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  async function ask(form) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } })
      .catch(() => null);
    if (!answer?.ok) throw new Error("noHub");
    const told = await answer.json();
    if (told.wrong) throw Object.assign(new Error(), { told: told.wrong });
    return told.ask;
  }

  function send(form, fields) {
    for (const [name, buffer] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: text(buffer) }));
    }
    form.submit();
  }

  async function make(form) {
    const wanted = await ask(form);
    wanted.challenge = bytes(wanted.challenge);
    wanted.user.id = bytes(wanted.user.id);
    wanted.excludeCredentials = (wanted.excludeCredentials || []).map((each) => ({ ...each, id: bytes(each.id) }));
    const { response } = await navigator.credentials.create({ publicKey: wanted });
    send(page.querySelector("[data-add]"), { client: response.clientDataJSON, attestation: response.attestationObject });
  }

  async function prove(form) {
    const wanted = await ask(form);
    wanted.challenge = bytes(wanted.challenge);
    const { rawId, response } = await navigator.credentials.get({ publicKey: wanted });
    send(page.querySelector("[data-prove]"), {
      credential: rawId, client: response.clientDataJSON, authenticator: response.authenticatorData,
      signature: response.signature, whose: response.userHandle || new ArrayBuffer(0),
    });
  }

  page.querySelectorAll("[data-ask]").forEach((form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    problem.hidden = true;
    button.disabled = true;
    try {
      await (page.querySelector("[data-prove]") ? prove : make)(form);
    } catch (wrong) {
      problem.textContent = wrong.told || say[wrong.name === "InvalidStateError" ? "hasOne" : wrong.message] || say.noBrowser;
      problem.hidden = false;
    }
    button.disabled = false;
  }));
  page.querySelectorAll("[data-unable]").forEach((one) => { one.hidden = true; });
  page.querySelectorAll("[data-able]").forEach((one) => { one.hidden = false; });
})();
