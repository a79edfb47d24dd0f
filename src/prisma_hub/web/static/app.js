// What a page can do quicker with a script. Everything here also works without one.
"use strict";

// == A live part: <div data-live="/address" data-version="17">. Asks every two seconds, bears silence. ==
function live(part) {
  const address = part.dataset.live;
  let tag = part.dataset.version ? `"${part.dataset.version}"` : "";
  let wait = 2000;
  const busy = () => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  async function ask() {
    if (!document.hidden && !busy()) {
      try {
        const answer = await fetch(address, { headers: { "If-None-Match": tag, "X-Live": "1" }, cache: "no-store" });
        if (answer.status === 200) {
          const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
          part.innerHTML = await answer.text();
          open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
          tag = answer.headers.get("ETag") || "";
          wake(part);
        }
        if (answer.status === 204 || answer.status === 403 || answer.status === 404) return; // it is over
        wait = 2000;
        part.removeAttribute("data-lost");
      } catch {
        wait = Math.min(wait * 1.6, 30000);
        part.setAttribute("data-lost", "");
      }
    }
    setTimeout(ask, wait * (0.8 + Math.random() * 0.4));
  }
  setTimeout(ask, wait * (0.5 + Math.random()));
}

// == Unsent words: <form data-keep="say"> keeps what is written in this tab until the hub has it. ==
function keep(form) {
  const key = `keep:${location.pathname}:${form.dataset.keep}`;
  const fields = () => [...form.elements].filter((one) => one.name && one.matches("textarea, input[type=text], input:not([type])"));
  const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
  fields().forEach((one) => { if (!one.value && kept[one.name]) one.value = kept[one.name]; });
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((one) => [one.name, one.value]))));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
}
function forgetSent() {
  const key = sessionStorage.getItem("sent");
  if (key && !document.querySelector(".mended, [data-refused], [data-editor]")) { sessionStorage.removeItem(key); localStorage.removeItem(key); }
  sessionStorage.removeItem("sent");
}

// == Tabs: in a row that scrolls, the one that is open is in sight. ==
function showTab(row) {
  const open = row.querySelector("[aria-current]");
  if (open) row.scrollLeft += open.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 3;
}

// == Sizes: a chosen file says how large it is before it travels. ==
function size(input) {
  input.addEventListener("change", () => {
    const out = document.getElementById(`${input.id}_size`);
    if (!out) return;
    const total = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const unit = total < 1e6 ? ["kilobyte", total / 1e3] : ["megabyte", total / 1e6];
    const words = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: unit[0], maximumFractionDigits: 1 });
    const tooLarge = input.dataset.limit && total > Number(input.dataset.limit);
    out.textContent = total ? words.format(unit[1]) + (tooLarge ? `: ${input.dataset.tooLarge}` : "") : "";
    input.setCustomValidity(tooLarge ? input.dataset.tooLarge : "");
  });
}

// == Voice: the link to a sound plays it in place. ==
function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
function voice(part) {
  const link = part.querySelector("a"), time = part.querySelector(".time"), heard = part.querySelector(".heard"), sign = link.querySelector("use");
  const whole = time?.textContent, icons = sign.getAttribute("href").split("#")[0];
  let sound;
  link.setAttribute("role", "button");
  link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (!sound) {
      sound = new Audio(link.href);
      const shown = () => {
        sign.setAttribute("href", `${icons}#${sound.paused ? "play" : "pause"}`);
        link.setAttribute("aria-pressed", String(!sound.paused));
      };
      sound.addEventListener("play", shown);
      sound.addEventListener("pause", shown);
      sound.addEventListener("ended", () => { if (time) time.textContent = whole; heard?.setAttribute("width", 0); });
      sound.addEventListener("error", () => { location.href = link.href; });
      sound.addEventListener("timeupdate", () => {
        if (time) time.textContent = clock(sound.currentTime);
        if (sound.duration && heard) heard.setAttribute("width", (222 * sound.currentTime) / sound.duration);
      });
    }
    document.querySelectorAll("[data-voice]").forEach((other) => { if (other !== part) other.dispatchEvent(new Event("hush")); });
    if (sound.paused) sound.play(); else sound.pause();
  });
  part.addEventListener("hush", () => sound?.pause());
}

// == Recorder: where the browser may record (HTTPS or localhost), a button fills the file input. ==
function recorder(part) {
  const input = part.querySelector("input[type=file]"), say = part.dataset;
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  const button = document.createElement("button"), told = document.createElement("p"), play = document.createElement("audio");
  button.type = "button";
  button.className = "button record";
  button.textContent = say.start;
  button.setAttribute("aria-pressed", "false");
  told.className = "small soft";
  told.setAttribute("role", "status");
  play.controls = true;
  play.hidden = true;
  part.prepend(button, told, play);
  let running, ticking;
  button.addEventListener("click", async () => {
    if (running) return running.stop();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      told.textContent = say.refused;
      return;
    }
    const pieces = [], began = Date.now();
    running = new MediaRecorder(stream, { audioBitsPerSecond: 32000 });
    running.addEventListener("dataavailable", (event) => pieces.push(event.data));
    running.addEventListener("stop", () => {
      clearInterval(ticking);
      stream.getTracks().forEach((track) => track.stop());
      const kind = (running.mimeType || "audio/webm").split(";")[0];
      const file = new File(pieces, `voice.${kind.split("/")[1]}`, { type: kind });
      const held = new DataTransfer();
      held.items.add(file);
      input.files = held.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      play.src = URL.createObjectURL(file);
      play.hidden = false;
      told.textContent = say.done;
      button.textContent = say.again;
      button.setAttribute("aria-pressed", "false");
      running = null;
    });
    running.start(1000);
    button.setAttribute("aria-pressed", "true");
    button.textContent = say.stop;
    ticking = setInterval(() => { button.textContent = `${say.stop} ${clock((Date.now() - began) / 1000)}`; }, 500);
  });
}

// == Terms in a closed part: its summary says what is chosen, also after a change, or when a browser brings it back. ==
function chosen(part) {
  const say = () => part.querySelectorAll("[data-if]").forEach((one) => { one.hidden = !document.getElementById(one.dataset.if)?.checked; });
  part.addEventListener("change", say);
  window.addEventListener("pageshow", say);
}

// == Small conveniences ==
function copy(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });
}
function print(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
document.addEventListener("click", (event) => {
  document.querySelectorAll(".bar details[open], .tongues[open], .more[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".bar details[open], .tongues[open], .more[open]").forEach((menu) => { menu.open = false; });
});

function wake(within) {
  const all = (selector, give) => within.querySelectorAll(selector).forEach(give);
  all("form[data-keep]", keep);
  all("input[type=file]", size);
  all("[data-voice]", voice);
  all("[data-recorder]", recorder);
  all("[data-chosen]", chosen);
  all("[data-copy]", copy);
  all("[data-print]", print);
  all(".tabs ul", showTab);
}
forgetSent();
wake(document);
document.querySelectorAll("[data-live]").forEach(live);
