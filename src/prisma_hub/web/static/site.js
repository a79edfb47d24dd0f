/* A published site: dark or light as the reader likes. A classic script, which works from file://. What searches is
   search.js, on the page for it. */
(() => {
  "use strict";

  const KEY = "theme";
  const kept = (value) => {
    try {
      if (value !== undefined) localStorage.setItem(KEY, value);
      return localStorage.getItem(KEY);
    } catch {
      return null; // some browsers keep nothing for a page from a stick
    }
  };
  const theme = kept();
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

  function lamp(button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const page = document.documentElement;
      const dark = page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      page.dataset.theme = dark ? "light" : "dark";
      kept(page.dataset.theme);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-lamp]").forEach(lamp);
  });
})();
