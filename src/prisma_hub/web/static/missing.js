/* Where nothing is: pages whose names come near the address that was asked for. A classic script, which knows the
   root of the site by its own address. The names are in names/<letter>.js (stories/site/outside.py). */
(() => {
  "use strict";

  const root = new URL("../", document.currentScript.src).href;
  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "");

  function askedFor() {
    const last = location.pathname.replace(/\/$/, "").split("/").pop();
    try {
      return fold(decodeURIComponent(last).replace(/\.html?$/, "")).trim();
    } catch {
      return fold(last).trim();
    }
  }

  /* Letters to change, add or leave out between two names (Levenshtein). */
  function distance(one, other) {
    let row = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[other.length];
  }

  function near(name, rows) {
    const far = Math.max(2, Math.floor(name.length / 3));
    const ranked = rows
      .map(([each, path, title]) => [each.startsWith(name) || name.startsWith(each) ? 0.5 : distance(name, each), path, title])
      .map(([away, path, title], at) => [rows[at][0] === name ? 0 : away, path, title])
      .filter(([away]) => away <= far)
      .sort((a, b) => a[0] - b[0]);
    return [...new Map(ranked.map((each) => [each[1], each])).values()].slice(0, 5);
  }

  function propose(part) {
    const name = askedFor();
    const first = [...name][0] ?? "";
    if (!first) return;
    const letter = /^[\p{L}\p{N}]$/u.test(first) ? (/^[a-z0-9]$/.test(first) ? first : first.codePointAt(0).toString(16)) : "-";
    const script = Object.assign(document.createElement("script"), { src: `${root}names/${letter}.js` });
    script.onload = () => {
      const found = near(name, self.prismaNames?.[letter] ?? []);
      part.querySelector("ul").append(...found.map(([, path, title]) => {
        const row = document.createElement("li");
        const inside = document.createElement("div");
        const address = root + path.split("/").map(encodeURIComponent).join("/");
        inside.append(Object.assign(document.createElement("a"), { className: "whole", href: address, textContent: title }));
        row.append(inside);
        return row;
      }));
      part.hidden = !found.length;
    };
    document.head.append(script);
  }

  addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-missing]").forEach(propose));
})();
