/* A diagram is words until its reader asks for the drawing. Then a closed frame (diagram-frame.js) fetches the
   library, gets the words and gives back a picture, which can do nothing but be looked at. A classic script,
   which works from file:// too. Its words, and where the frame is, stand on its own tag. */
(() => {
  "use strict";

  const say = document.currentScript.dataset;
  const PATIENCE = 30000; // until somebody is told that no drawing came
  const COLOURS = ["paper", "paper-raised", "paper-sunk", "ink", "ink-soft", "rule", "edge"];
  const waiting = new Map(); // number → [resolve, reject]
  const drawn = new Map(); // words → their drawing: while somebody writes, they come again and again
  const offers = [];
  let frame, ready, last = 0;

  const make = (tag, values) => Object.assign(document.createElement(tag), values);

  /* The colours of the page as they are now: light or dark. */
  function colours() {
    const probe = document.body.appendChild(make("span", { hidden: true }));
    const found = Object.fromEntries(COLOURS.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }));
    probe.remove();
    return found;
  }

  function open() {
    ready ??= new Promise((resolve, reject) => {
      frame = make("iframe", { src: say.frame, title: say.draw, tabIndex: -1, className: "unseen" });
      // From file:// a frame without an origin may load nothing, and one with it may reach no other file.
      frame.sandbox = location.protocol === "file:" ? "allow-scripts allow-same-origin" : "allow-scripts";
      frame.setAttribute("aria-hidden", "true");
      waiting.set("ready", [resolve, reject]);
      setTimeout(reject, PATIENCE);
      document.body.append(frame);
    });
    return ready;
  }

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow) return;
    const { number, svg, failed } = event.data;
    const [resolve, reject] = waiting.get(number) ?? [];
    waiting.delete(number);
    if (failed) reject?.(new Error(failed));
    else resolve?.(svg);
  });

  async function drawing(number, text) {
    await open();
    return new Promise((resolve, reject) => {
      waiting.set(number, [resolve, reject]);
      setTimeout(reject, PATIENCE);
      frame.contentWindow.postMessage({ number, text, colours: colours() }, "*");
    });
  }

  async function draw(offer) {
    const { pre, button, told, number } = offer;
    if (button.disabled) return;
    button.disabled = true;
    told.textContent = say.drawing;
    try {
      const svg = drawn.get(pre.textContent) ?? await drawing(number, pre.textContent);
      drawn.set(pre.textContent, svg);
      const picture = make("img", { alt: say.picture, src: URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })) });
      await picture.decode();
      const words = make("details", {}), figure = make("figure", { className: "diagram" });
      words.append(make("summary", { textContent: say.words }), pre.cloneNode(true));
      figure.append(picture, words);
      pre.replaceWith(figure);
      button.parentElement.remove();
      picture.tabIndex = -1;
      if (offer.asked) picture.focus();
    } catch (error) {
      button.disabled = false;
      told.textContent = [say.failed, error?.message].filter(Boolean).join(" ");
    }
  }

  function offerAll(within) {
    const fresh = [...within.querySelectorAll("pre.mermaid")].filter((pre) => !pre.closest(".diagram")).map(offerOne);
    if (ready) fresh.forEach(draw); // somebody asked for a drawing already
  }
  function offerOne(pre) {
    const number = ++last;
    const part = make("p", { className: "actions no-print" });
    const button = make("button", { type: "button", className: "button", textContent: say.draw });
    const told = make("span", { className: "small soft" });
    told.setAttribute("role", "status");
    part.append(button, told);
    pre.after(part);
    const offer = { pre, button, told, number };
    offers.push(offer);
    button.addEventListener("click", () => {
      offer.asked = true;
      draw(offer).then(() => offers.filter((one) => one.pre.isConnected).forEach(draw)); // the library is here now: the others cost nothing more
    });
    return offer;
  }
  offerAll(document);
  document.addEventListener("look-changed", (event) => offerAll(event.target)); // what an editor shows
})();
