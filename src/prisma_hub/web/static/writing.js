// Writing a page, quicker with a script: what is typed is kept, links and tags are completed, a picture goes
// where the cursor stands, and the page is seen beside its text. Without it the same form does all of it.
"use strict";

function editor(form) {
  const text = form.elements.text, name = form.elements.name, words = form.dataset;
  const told = form.querySelector("[data-told]"), ofFile = form.querySelector("[data-told-file]"), box = text.closest(".writing");
  const tell = (said) => { told.textContent = said; };
  const tellOfFile = (said) => { ofFile.textContent = said; }; // stays until another file is chosen
  const coming = new Map(); // marks that hold the place of files on their way, and all that was put in with each; nobody else sees them
  const typed = () => [...coming].reduce((all, [mark, whole]) => all.replace(all.includes(whole) ? whole : mark, ""), text.value);
  const send = (address, more, quiet) => {
    const body = new FormData();
    for (const field of ["csrfmiddlewaretoken", "text", "base", "name", "draft"]) if (form.elements[field]) body.append(field, field === "text" ? typed() : form.elements[field].value);
    for (const [key, value] of Object.entries(more || {})) body.set(key, value);
    return fetch(address, { method: "POST", body, headers: { "X-Live": "1" }, keepalive: Boolean(quiet) && text.value.length < 15000 });
  };
  const put = (written, from, to) => {
    text.setRangeText(written, from, to, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  };

  // == What is typed is kept: by the hub after two quiet seconds; by this browser when the hub is away ==
  // Each page not yet begun has a place of its own, here as in the hub.
  const own = form.elements.draft, page = `page:${location.pathname}`;
  const keyOf = (place) => `${page}#${place}`;
  let key = own ? keyOf(own.value) : page;
  const now = () => typed() + (name ? name.value : "");
  let kept = now(), waiting, leaving = false, pressed = null;
  const here = () => { try { localStorage.setItem(key, JSON.stringify({ text: typed(), name: name?.value, draft: own?.value, space: form.elements.space?.value, at: Date.now() })); } catch { /* no room: the hub's draft remains */ } };
  async function keepDraft() {
    const said = now();
    if (said === kept || leaving) return;
    tell(words.keeping);
    try {
      const answer = await send(words.draft);
      if (!answer.ok) throw new Error(answer.status);
      kept = said;
      localStorage.removeItem(key);
      tell(words.kept);
    } catch {
      here();
      tell(words.lost);
      waiting = setTimeout(keepDraft, 15000);
    }
  }
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keepDraft, 2000); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || now() === kept || leaving) return;
    here();
    send(words.draft, {}, true).then((answer) => { if (answer.ok) localStorage.removeItem(key); }, () => {});
  });
  form.addEventListener("submit", (event) => {
    if (coming.size) { // it goes once the file is here
      event.preventDefault();
      pressed = event.submitter;
      return tellOfFile(words.sending);
    }
    if (input.files.length && !event.submitter?.name) { // saving is what was pressed: the file goes first
      event.preventDefault();
      if (addChosen()) pressed = event.submitter;
      return undefined;
    }
    leaving = true;
    here();
    sessionStorage.setItem("sent", key);
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  const read = (kept) => JSON.parse(localStorage.getItem(kept) || "null"), offer = form.querySelector("[data-elsewhere]");
  const isNews = (one) => Boolean(one) && one.text !== text.value && one.at > Number(words.keptAt || 0);
  // Else the words of another page begun here, of which the hub knows nothing: the newest.
  function ofAnother() {
    const begun = keyOf("-/new/"), when = (one) => read(one).at;
    if (!own || !keyOf(own.value).startsWith(begun)) return key;
    const others = Object.keys(localStorage).filter((one) => one !== key && (one === page || one.startsWith(begun)) && read(one)?.text?.trim());
    return others.sort((one, two) => when(two) - when(one))[0] || key;
  }
  const left = isNews(read(key)) ? key : ofAnother(), before = read(left);
  if (!("fresh" in words) && (left !== key || isNews(before))) {
    offer.hidden = false;
    offer.querySelector("[data-take-kept]").addEventListener("click", () => {
      offer.hidden = true;
      if (before.draft) { own.value = before.draft; key = left; } // what stands in the form stays kept at its own place
      else if (left !== key) localStorage.removeItem(left);
      if (name && before.name) name.value = before.name;
      if (before.space && form.elements.space) { form.elements.space.value = before.space; follow(); }
      put(before.text, 0, text.value.length);
    });
    offer.querySelector("[data-drop-kept]").addEventListener("click", () => { offer.hidden = true; localStorage.removeItem(left); });
  }
  if (left !== key || offer.hidden) localStorage.removeItem(key);

  // == Where a new page is to lie: the links, tags and files are those of that place ==
  const places = [...form.querySelectorAll("[name=space]")];
  const unplaced = () => places.length && !places.some((one) => one.checked);
  function follow() {
    const chosen = places.find((one) => one.checked);
    if (chosen) for (const each of ["complete", "add"]) words[each] = words[each].replace(/\/commons\/[^/]+\//, `/commons/${chosen.value}/`);
  }
  places.forEach((one) => one.addEventListener("change", follow));
  window.addEventListener("pageshow", follow);
  follow();

  // == Enter in a line goes on to the next: only what one changed, the last of them, is sent by it ==
  const next = (line) => line === name ? text : places.includes(line) ? name : null;
  if (name) name.enterKeyHint = "next";
  form.addEventListener("keydown", (event) => {
    const line = event.target, finds = line.name === "space-named" && form.querySelector("[name=find]");
    if (event.key !== "Enter" || event.isComposing || !(finds || next(line))) return;
    event.preventDefault();
    if (finds) form.requestSubmit(finds);
    else next(line).focus();
  });

  // == The page beside its text ==
  const look = form.querySelector("[data-look]"), shown = form.querySelector("[data-shown]");
  let asked, drawing;
  async function draw() {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData(form);
    body.set("text", typed());
    body.delete("file");
    body.delete("space-named");
    body.set("preview", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers: { "X-Live": "1" }, signal: asked.signal });
      if (!answer.ok) return;
      shown.innerHTML = await answer.text();
      shown.dispatchEvent(new Event("look-changed", { bubbles: true }));
    } catch { /* the next key asks again */ }
  }
  form.querySelector("[name=preview]").addEventListener("click", (event) => {
    event.preventDefault();
    look.hidden = false;
    draw().then(() => { if (look.offsetTop > text.offsetTop + 40) look.scrollIntoView({ block: "start" }); });
  });
  text.addEventListener("input", () => { if (!look.hidden) { clearTimeout(drawing); drawing = setTimeout(draw, 500); } });

  // == Links and tags: [[ and # offer what there is ==
  const list = Object.assign(document.createElement("ul"), { className: "proposals", id: "proposals", hidden: true });
  list.setAttribute("role", "listbox");
  box.append(list);
  text.setAttribute("aria-controls", list.id);
  text.setAttribute("aria-autocomplete", "list");
  let found = [], at = 0, begun, seeking;
  // What is being written before the cursor: an open [[ without its end, or a # and letters after a space.
  function beginning() {
    const line = text.value.slice(0, text.selectionStart).split("\n").pop();
    const link = /\[\[([^[\]|]{0,100})$/.exec(line), tag = /(?:^|\s)#([\p{L}\p{N}_/-]{1,50})$/u.exec(line);
    if (link) return { kind: "link", typed: link[1] };
    return tag ? { kind: "tag", typed: tag[1] } : null;
  }
  const close = () => { list.hidden = true; found = []; text.removeAttribute("aria-activedescendant"); };
  async function seek() {
    begun = beginning();
    if (!begun) return close();
    seeking?.abort();
    seeking = new AbortController();
    try {
      const answer = await fetch(`${words.complete}?${new URLSearchParams({ [begun.kind]: begun.typed })}`, { signal: seeking.signal });
      if (!answer.ok) return close();
      found = (await answer.json()).found;
      if (begun.kind === "tag" && found.length === 1 && found[0].text === begun.typed) found = [];
      at = 0;
      offerAll();
    } catch { /* a newer question is on its way, or the hub is away */ }
  }
  function offerAll() {
    if (!found.length) return close();
    list.replaceChildren(...found.map((one, number) => {
      const item = document.createElement("li"), hint = document.createElement("small");
      item.id = `proposal-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(number === at));
      hint.textContent = one.hint;
      item.append(one.label, hint);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(number); });
      return item;
    }));
    if (list.hidden) tell(`${found.length} ${words.choices}`);
    list.hidden = false;
    place();
    text.setAttribute("aria-activedescendant", `proposal-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  // Beneath the line one writes on: a copy of the field up to the cursor tells where that is.
  function place() {
    const copy = document.createElement("div"), mark = document.createElement("span"), looks = getComputedStyle(text);
    for (const rule of ["font", "lineHeight", "padding", "border", "width", "boxSizing", "letterSpacing", "tabSize"]) copy.style[rule] = looks[rule];
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "anywhere", top: "0", left: "0" });
    copy.textContent = text.value.slice(0, text.selectionStart);
    mark.textContent = "\u200b";
    copy.append(mark);
    box.append(copy);
    const field = text.getBoundingClientRect(), frame = box.getBoundingClientRect();
    const down = field.top - frame.top + mark.offsetTop - text.scrollTop + parseFloat(looks.lineHeight) + 4;
    list.style.top = `${Math.min(Math.max(down, field.top - frame.top), field.bottom - frame.top)}px`;
    list.style.left = `${Math.max(0, Math.min(mark.offsetLeft, field.width - list.offsetWidth))}px`;
    copy.remove();
  }
  function take(number) {
    const end = text.selectionStart, chosen = found[number].text, closed = text.value.slice(end).startsWith("]]");
    put(begun.kind === "link" ? chosen + (closed ? "" : "]]") : chosen + " ", end - begun.typed.length, end);
    if (closed && begun.kind === "link") text.setSelectionRange(text.selectionStart + 2, text.selectionStart + 2);
    close();
  }
  let typing;
  text.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(seek, 120); });
  text.addEventListener("blur", () => setTimeout(close, 150));
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector(".button.main")); }
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at = (at + step + found.length) % found.length; offerAll(); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(at); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });

  // == A file goes where the cursor stood, to the end where there was none: chosen, pasted or dropped. On a slow
  // link one writes on meanwhile. One that is refused leaves the text as it was ==
  let sent = 0, placed = false;
  text.addEventListener("focus", () => { placed = true; });
  async function add(file) {
    if (unplaced()) {
      places[0].focus();
      return tellOfFile(words.where);
    }
    tellOfFile(words.sending);
    const mark = `[${words.sending} ${file.name} ${++sent}]`, from = placed ? text.selectionEnd : text.value.length;
    const before = text.value.slice(0, from), where = text.value.slice(from).trim() ? words.sentHere : words.sentEnd;
    const apart = !before || before.endsWith("\n\n") || (placed && before.endsWith("\n")) ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const whole = `${apart}${mark}\n`;
    coming.set(mark, whole);
    text.setRangeText(whole, from, from, "end");
    placed = true;
    let written = "", why = words.noFile;
    try {
      const answer = await send(words.add, { file, statement: uuid() }), said = await answer.json();
      if (answer.ok) written = said.text;
      else why = said.why || why;
    } catch { /* the hub is away */ }
    arrive(mark, written);
    if (written) places.forEach((one) => { one.disabled = !one.checked; });
    tellOfFile(written ? (places.length ? `${where} ${words.lies}` : where) : pressed ? `${why} ${words.unsaved}` : why);
    if (!written) pressed = null;
    if (pressed && !coming.size) form.requestSubmit(pressed);
  }
  function arrive(mark, written) {
    const whole = coming.get(mark), gone = !written && text.value.includes(whole) ? whole : mark, at = text.value.indexOf(gone);
    coming.delete(mark);
    if (at >= 0) text.setRangeText(written, at, at + gone.length, "preserve");
    else if (written) text.setRangeText(`\n\n${written}\n`, text.value.length, text.value.length, "preserve"); // its place was taken out
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const input = form.elements.file;
  function addChosen() {
    if (!input.reportValidity()) return false;
    if (unplaced()) return add(), false;
    const [file] = input.files;
    input.value = "";
    input.dispatchEvent(new Event("change"));
    add(file);
    return true;
  }
  input.addEventListener("change", () => { if (input.files.length) tellOfFile(""); });
  form.querySelector("[name=add]").addEventListener("click", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    addChosen();
  });
  text.addEventListener("paste", (event) => { const file = event.clipboardData?.files[0]; if (file) { event.preventDefault(); add(file); } });
  text.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  text.addEventListener("drop", (event) => { const file = event.dataTransfer.files[0]; if (file) { event.preventDefault(); add(file); } });
}

// A name for what will be said, as the forms make it: time first, then chance (RFC 9562, version 7).
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)), time = Date.now();
  for (let each = 0; each < 6; each++) bytes[each] = Math.floor(time / 2 ** (8 * (5 - each))) % 256;
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

document.querySelectorAll("[data-editor]").forEach(editor);
