/* A published site: dark or light as the reader likes, and a search without a server. A classic script,
   which works from file://. The index is search/pages.js and search/words-<letter>.js (stories/site/searching.py). */
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

  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "");
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]{2,40}/gu) ?? [];
  const shelfOf = (letter) => (/^[a-z0-9]$/.test(letter) ? letter : letter.codePointAt(0).toString(16));
  const fetched = new Map();

  function fetchShelf(root, name) {
    if (!fetched.has(name)) {
      fetched.set(name, new Promise((done) => {
        const script = Object.assign(document.createElement("script"), { src: `${root}search/words-${name}.js` });
        script.onload = script.onerror = () => done(self.prismaSearch?.[`words-${name}`] ?? {});
        document.head.append(script);
      }));
    }
    return fetched.get(name);
  }

  /* Pages that hold every word, or one that begins with it; those where all words weigh most first. */
  async function find(root, text) {
    const { shelves } = self.prismaSearch.pages;
    let found = null;
    for (const word of wordsOf(text)) {
      const name = shelfOf([...word][0]);
      const words = shelves.includes(name) ? await fetchShelf(root, name) : {};
      const ranks = new Map();
      for (const [each, pages] of Object.entries(words)) {
        if (!each.startsWith(word)) continue;
        pages.forEach((page, at) => ranks.set(page, Math.min(ranks.get(page) ?? Infinity, at + each.length - word.length)));
      }
      const before = found;
      found = before ? new Map([...before].filter(([page]) => ranks.has(page)).map(([page, rank]) => [page, rank + ranks.get(page)])) : ranks;
    }
    return [...(found ?? [])].sort(([one, a], [other, b]) => a - b || one - other).map(([page]) => page);
  }

  function row(root, [path, title, language, about]) {
    const link = Object.assign(document.createElement("a"), { className: "whole", textContent: title });
    link.href = root + path.split("/").map(encodeURIComponent).join("/");
    if (language) link.lang = language;
    const words = Object.assign(document.createElement("span"), { className: "small soft", textContent: about });
    const inside = document.createElement("div");
    inside.append(link, document.createElement("br"), words);
    const item = document.createElement("li");
    item.append(inside);
    return item;
  }

  function search(page) {
    const root = page.dataset.searchRoot;
    const [input, count, list] = ["input", "[data-search-count]", "[data-search-found]"].map((each) => page.querySelector(each));
    let asked = 0;
    const show = async () => {
      const mine = ++asked;
      const found = wordsOf(input.value).length ? await find(root, input.value) : [];
      if (mine !== asked) return;
      list.replaceChildren(...found.slice(0, 50).map((number) => row(root, self.prismaSearch.pages.pages[number])));
      count.textContent = input.value.trim() ? (found.length ? `${count.dataset.some} ${found.length}` : count.dataset.none) : "";
    };
    input.addEventListener("input", show);
    if (location.hash.length > 1) {
      input.value = decodeURIComponent(location.hash.slice(1));
      show();
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-lamp]").forEach(lamp);
    document.querySelectorAll("[data-search]").forEach(search);
  });
})();
