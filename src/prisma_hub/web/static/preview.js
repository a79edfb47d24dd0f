/* What a link to another page leads to, seen before going there: on pointing at it, on coming to it by keyboard, on
   a long press. Escape puts it away. It is fetched when it is asked for, and once. */
(() => {
  "use strict";

  const article = document.querySelector(".prose");
  if (!article || !HTMLElement.prototype.showPopover) return;
  const card = Object.assign(document.createElement("aside"), { className: "meaning preview stack tight", popover: "manual" });
  document.body.append(card);
  const known = new Map();
  let wait = 0;
  let shownFor = null;
  let pressed = false;

  // The address of the fragment, for a link to another page of the commons.
  function asking(link) {
    const to = new URL(link.href, location.href);
    const [, slug, path] = to.pathname.match(/^\/commons\/([^/]+)\/((?!-\/).+)$/) ?? [];
    if (!slug || slug === "-" || to.origin !== location.origin || to.pathname === location.pathname) return null;
    return `/commons/${slug}/-/preview/${path}${to.hash ? `?part=${encodeURIComponent(decodeURIComponent(to.hash.slice(1)))}` : ""}`;
  }
  const linkAt = (event) => event.target.closest?.("a[href]");

  async function words(link) {
    if (link.title || link.dataset.said) { // the author said it already
      link.dataset.said ??= link.title;
      link.removeAttribute("title");
      return Object.assign(document.createElement("p"), { textContent: link.dataset.said });
    }
    const address = asking(link);
    if (!address) return null;
    if (!known.has(address)) known.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : ""), () => ""));
    const html = await known.get(address);
    return html && document.createRange().createContextualFragment(html);
  }

  async function show(link, pressing = false) {
    shownFor = link;
    const said = await words(link);
    if (!said || shownFor !== link) return;
    card.replaceChildren(said);
    if (pressing) card.append(Object.assign(document.createElement("a"), { className: "button", href: link.href, textContent: link.textContent }));
    card.showPopover();
    const box = link.getBoundingClientRect();
    const [wide, high] = [card.offsetWidth, card.offsetHeight];
    const below = box.bottom + 8 + high < innerHeight - 72;
    card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - wide - 8))}px`;
    card.style.top = `${Math.max(8, below ? box.bottom + 8 : box.top - high - 8)}px`;
  }
  function hide() {
    clearTimeout(wait);
    shownFor = null;
    if (card.matches(":popover-open")) card.hidePopover();
  }
  function later(what, milliseconds) {
    clearTimeout(wait);
    wait = setTimeout(what, milliseconds);
  }

  article.addEventListener("pointerover", (event) => {
    const link = linkAt(event);
    if (event.pointerType === "mouse" && link && link !== shownFor) later(() => show(link), 350);
  });
  article.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && linkAt(event)) later(hide, 250);
  });
  card.addEventListener("pointerenter", () => clearTimeout(wait));
  card.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") later(hide, 250); });
  article.addEventListener("focusin", (event) => {
    const link = linkAt(event);
    if (link?.matches(":focus-visible")) later(() => show(link), 400);
  });
  article.addEventListener("focusout", () => { if (!pressed) later(hide, 100); });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, { passive: true });

  // A link that explains its words: a touch shows what it says, and the way on in it.
  let touched = false;
  article.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
  article.addEventListener("click", (event) => {
    const link = linkAt(event);
    if (!touched || !link?.matches(".explained")) return;
    event.preventDefault();
    show(link, true);
  });

  // A long press: the menu of the phone gives way to the card, which has the link in it.
  article.addEventListener("pointerdown", (event) => {
    const link = linkAt(event);
    pressed = false;
    if (event.pointerType !== "touch" || !link || !(asking(link) || link.title || link.dataset.said)) return;
    later(() => { pressed = true; show(link, true); }, 450);
  });
  for (const ending of ["pointerup", "pointercancel", "pointermove"]) {
    article.addEventListener(ending, (event) => {
      if (event.pointerType === "touch" && !pressed && (ending !== "pointermove" || Math.hypot(event.movementX, event.movementY) > 6)) clearTimeout(wait);
    });
  }
  article.addEventListener("contextmenu", (event) => { if (pressed) event.preventDefault(); });
  article.addEventListener("click", (event) => {
    if (!pressed || !linkAt(event)) return;
    event.preventDefault();
    pressed = false;
  });
  document.addEventListener("pointerdown", (event) => { if (!card.contains(event.target) && card.matches(":popover-open")) hide(); }, true);
})();
