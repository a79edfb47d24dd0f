/* The search page, quicker: what is found comes as one types, arrows walk through it, / leads to the field. */
(() => {
  "use strict";
  const form = document.querySelector("[data-searching]"), out = document.querySelector("[data-searched]");
  const field = form.elements.q, WAIT = 150;
  let waiting, asking, shown = new URLSearchParams(new FormData(form)).toString();

  async function ask() {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
    if (query === shown) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.searching}?${query}`, { headers: { "X-Live": "1" }, signal: asking.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      out.innerHTML = await answer.text();
      shown = query;
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    } catch (problem) {
      if (problem.name !== "AbortError") form.dataset.broken = ""; // Enter still asks the plain way
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); asking?.abort(); });

  // A key on its own must be possible to turn off (WCAG 2.1.4): whoever speaks to their device may need it.
  const keys = form.querySelector("[data-keys]"), slash = form.querySelector("[data-slash]");
  keys.hidden = !matchMedia("(any-pointer: fine)").matches;
  slash.checked = localStorage.getItem("slash") !== "off";
  slash.addEventListener("change", () => localStorage.setItem("slash", slash.checked ? "on" : "off"));

  const rows = () => [...out.querySelectorAll(".searched h3 a")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && slash.checked) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = rows(), at = all.indexOf(document.activeElement);
      if (!all.length || (at < 0 && event.target !== field)) return;
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? field : all[Math.min(next, all.length - 1)]).focus();
    } else if (event.key === "Escape" && rows().includes(document.activeElement)) {
      field.focus();
    }
  });
})();
