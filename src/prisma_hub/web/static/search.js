/* A search without a server: the rules of the hub (src/prisma_hub/search/rules), in the browser. A classic script,
   which works from file://. Its index is search/*.js (stories/site/searching.py): pages.js names the pages, words-*.js
   say which words stand where and what they weigh, signs-*.js which words there are, said-*.js what pages say.
   tests/search/test_site.py holds it to the hub, question by question. */
(() => {
  "use strict";
  const root = document.querySelector("[data-search]").dataset.searchRoot;
  const index = self.prismaSearch.pages;
  const EXACT = 10, FORM = 8, BEGINS = 6, ONE_ERROR = 5, TWO_ERRORS = 3, MOST_BEGINNING = 40, RARE = 16;
  const LONGEST = 40, MOST_TYPED = 200, MOST_WORDS = 8, MOST = 200, PER_PAGE = 10, MOST_MEANT = 3;

  // == Words (rules/folding.py) ==
  const DROPPED = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/g;
  const ALIKE = { ß: "ss", ς: "σ", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ħ: "h", ŧ: "t", ı: "i", ة: "ه", ى: "ي" };
  const LETTERS = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");
  const DENSE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;
  const isDense = (text) => text.search(DENSE) >= 0;
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(DROPPED, "").replace(LETTERS, (letter) => ALIKE[letter]).normalize("NFC");
  const TOKENS = /[\p{L}\p{M}\p{N}\u200c\u200d]+/gu;
  const tokens = (text) => text.match(TOKENS) ?? [];
  const cut = (text) => [...text].slice(0, LONGEST).join("");
  const plain = (piece) => ([...piece].length > 1 || /^\p{Nd}$/u.test(piece) ? [cut(piece)] : []);

  function forms(token) {
    const folded = fold(token);
    if (!isDense(folded)) return plain(folded);
    const found = [];
    let end = 0;
    for (const run of folded.matchAll(DENSE)) {
      const signs = [...run[0]];
      found.push(...plain(folded.slice(end, run.index)), ...signs.map((sign, at) => sign + (signs[at + 1] ?? "")));
      end = run.index + run[0].length;
    }
    return [...found, ...plain(folded.slice(end))];
  }
  function askedForms(token) {
    const folded = fold(token);
    if (!isDense(folded)) return folded ? [cut(folded)] : [];
    const found = forms(token), pairs = found.filter((each) => [...each].length > 1 || !isDense(each));
    return pairs.length ? pairs : found;
  }

  // == What was typed (rules/asking.py) ==
  const small = new Set(index.small);
  function wordsOf(text) {
    const typed = tokens([...text].slice(0, MOST_TYPED).join("")).flatMap((token) => askedForms(token).map((word) => [word, token]));
    const last = typed.length ? typed[typed.length - 1][0] : "";
    const once = [...new Map(typed)].slice(0, MOST_WORDS), some = once.some(([word]) => !small.has(word));
    return once
      .filter(([word]) => !some || !small.has(word) || word === last)
      .map(([word, token]) => ({ word, token, begins: word === last, required: !some || !small.has(word) }));
  }

  // == The index, fetched in pieces ==
  const fetched = new Map();
  function load(path, name) {
    if (!fetched.has(path)) {
      fetched.set(path, new Promise((done) => {
        const script = Object.assign(document.createElement("script"), { src: root + path });
        script.onload = script.onerror = () => done(self.prismaSearch?.[name]);
        document.head.append(script);
      }));
    }
    return fetched.get(path);
  }
  const known = new Set(index.shelves);
  const onSite = (sign) => /^[a-z0-9]$/.test(sign);
  function shelfOf(word) {
    const [first, second = "_"] = word;
    if (onSite(first)) return first + (onSite(second) ? second : "_");
    const number = first.codePointAt(0);
    return number < 0x2e80 ? `${(number >> 4).toString(16)}0` : `${(number >> 6).toString(16)}00`;
  }
  const entries = async (shelf) => {
    if (!known.has(shelf)) return [];
    const found = await load(`search/words-${shelf}.js`, `words-${shelf}`);
    return Object.entries(found ?? {}).flatMap(([lang, words]) => words.map(([word, stem, pages, packed]) => ({ lang, word, stem: stem || word, pages, packed })));
  };
  function weights(entry) {
    const bytes = Uint8Array.from(atob(entry.packed), (sign) => sign.charCodeAt(0)), found = new Map(), view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += 4) found.set(view.getUint32(at, true) >>> 8, bytes[at]);
    return found;
  }

  // == Stems (rules/stemming.py) ==
  const STEMMERS = { en: "english", es: "spanish", pt: "portuguese", fr: "french" };
  const vendor = (name) => load(`static/vendor/snowball-3.0.1-${name}.min.js`, "");
  let stemmers;
  function ready() {
    stemmers ??= vendor("base").then(async () => {
      const found = {};
      for (const [lang, name] of Object.entries(STEMMERS)) {
        if (!index.langs.includes(lang)) continue;
        await vendor(name);
        found[lang] = new self[`${name[0].toUpperCase()}${name.slice(1)}Stemmer`]();
      }
      return found;
    });
    return stemmers;
  }
  async function stem(token, lang) {
    const stemmer = (await ready())[lang], written = token.normalize("NFC");
    if (!stemmer || [...written].length < 3 || !/^\p{L}+$/u.test(written)) return cut(fold(token));
    return cut(fold(stemmer.stemWord(written.toLowerCase())));
  }

  // == Small errors (rules/spelling.py) ==
  const allowed = (word) => ([...word].length < 4 || /\p{Nd}/u.test(word) ? 0 : [...word].length < 8 ? 1 : 2);
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let earlier, before = [], row = other.map((_, at) => at).concat(other.length);
    for (let i = 1; i <= one.length; i++) {
      [earlier, before, row] = [before, row, [i]];
      for (let j = 1; j <= other.length; j++) {
        let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) cost = Math.min(cost, earlier[j - 2] + 1);
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
    }
    return Math.min(row[row.length - 1], most + 1);
  }
  async function near(word) {
    const signs = [...word], most = allowed(word), found = new Map();
    for (const [side, sign] of [["begin", signs[0]], ["end", signs[signs.length - 1]]]) {
      const name = `signs-${sign.codePointAt(0).toString(16)}`;
      const lists = index.signs.includes(sign) ? ((await load(`search/${name}.js`, name)) ?? {}) : {};
      for (let n = signs.length - most; n <= signs.length + most; n++) {
        for (const other of (lists[side]?.[n] ?? "").split(" ")) {
          const apart = other ? distance(signs, [...other], most) : most + 1;
          if (apart > 0 && apart <= most) found.set(other, apart);
        }
      }
    }
    return found;
  }

  // == Looking up (looking.py), with the languages one looks in ==
  async function lookUp(asked, langs) {
    const inside = (entry) => !langs || langs.has(entry.lang);
    const wanted = { asked, found: new Map(), words: new Set(), meant: [] };
    const add = (some, nearness) => some.forEach((entry) => {
      if (!wanted.found.has(entry)) wanted.found.set(entry, nearness);
      wanted.words.add(entry.word);
    });
    const here = (await entries(shelfOf(asked.word))).filter(inside);
    const exact = here.filter((entry) => entry.word === asked.word);
    add(exact, EXACT);
    const places = new Set(exact.map((entry) => `${entry.lang} ${entry.stem}`));
    for (const lang of Object.keys(STEMMERS)) places.add(`${lang} ${await stem(asked.token, lang)}`);
    const withForms = (some, among) => among.filter((entry) => some.has(`${entry.lang} ${entry.stem}`));
    add(withForms(places, here), FORM);
    if (asked.begins) add(await beginning(asked.word, inside), BEGINS);
    if (!wanted.found.size && allowed(asked.word)) await mend(wanted, add, inside, withForms);
    return wanted;
  }
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  async function beginning(word, inside) {
    const shelves = [...word].length > 1 || !onSite(word) ? [shelfOf(word)] : index.shelves.filter((each) => each[0] === word && each.length === 2);
    const all = (await Promise.all(shelves.map(entries))).flat();
    const longer = all.filter((entry) => inside(entry) && entry.word.startsWith(word) && entry.word !== word);
    return longer.sort((a, b) => b.pages - a.pages || compare(a.word, b.word) || compare(a.stem, b.stem)).slice(0, MOST_BEGINNING);
  }
  async function mend(wanted, add, inside, withForms) {
    const close = await near(wanted.asked.word);
    for (const apart of [1, 2]) {
      const words = [...close].filter(([, away]) => away === apart).map(([word]) => word);
      const all = (await Promise.all([...new Set(words.map(shelfOf))].map(entries))).flat().filter(inside);
      const counted = new Map();
      all.filter((entry) => words.includes(entry.word)).forEach((entry) => counted.set(entry.word, (counted.get(entry.word) ?? 0) + entry.pages));
      if (!counted.size) continue;
      wanted.meant = [...counted].sort((a, b) => b[1] - a[1] || compare(a[0], b[0])).slice(0, MOST_MEANT).map(([word]) => word);
      const best = all.filter((entry) => wanted.meant.includes(entry.word)), nearness = apart === 1 ? ONE_ERROR : TWO_ERRORS;
      add(best, nearness);
      add(withForms(new Set(best.map((entry) => `${entry.lang} ${entry.stem}`)), all), nearness);
      return;
    }
  }

  // == Ranking (rules/ranking.py) ==
  function hear(wanted) {
    const one = { required: wanted.asked.required, pages: new Map(), whole: new Set() };
    for (const [entry, nearness] of wanted.found) {
      for (const [page, weight] of weights(entry)) {
        one.pages.set(page, Math.max(one.pages.get(page) ?? 0, weight * nearness));
        if (nearness >= FORM) one.whole.add(page);
      }
    }
    return one;
  }
  function score(heard, of) {
    const held = new Map(), required = heard.filter((each) => each.required);
    required.forEach((each) => each.pages.forEach((_, page) => held.set(page, (held.get(page) ?? 0) + 1)));
    const most = Math.max(0, ...new Set(held.values())), scores = new Map();
    held.forEach((n, page) => { if (n === most) scores.set(page, 0); });
    for (const each of heard) {
      const rare = Math.max(1, Math.round(RARE * Math.log(1 + of / ((each.whole.size || each.pages.size) + 1))));
      each.pages.forEach((weight, page) => { if (scores.has(page)) scores.set(page, scores.get(page) + weight * rare); });
    }
    return [scores, most < required.length];
  }
  function favour(scored, title, typed, preferred) {
    if (title === typed) scored += Math.floor(scored / 2);
    else if (typed && title.startsWith(typed)) scored += Math.floor(scored / 8);
    return preferred ? scored + Math.floor(scored / 8) : scored;
  }
  function fits(page, wish) {
    const [, , , , folder, kind, tags] = index.pages[page];
    const within = fold(wish.folder ?? "").replace(/^\/+|\/+$/g, ""), tag = fold(wish.tag ?? "").replace(/^[#/ ]+|[#/ ]+$/g, "");
    return (!wish.kind || kind === wish.kind) && (!within || folder.startsWith(`${within}/`)) &&
      (!tag || tags.includes(`|${tag}|`) || tags.includes(`|${tag}/`));
  }
  async function find(wish) {
    const asked = wordsOf(wish.q ?? ""), langs = wish.lang ? new Set([wish.lang]) : null;
    if (!asked.length || (langs && !index.langs.includes(wish.lang))) return { order: [], words: [], mended: [], partly: false, total: 0 };
    const wanted = [];
    for (const each of asked) wanted.push(await lookUp(each, langs));
    const of = langs ? index.pages.filter((row) => row[2] === wish.lang).length : index.pages.length;
    let [scores, partly] = score(wanted.map(hear), of);
    scores = new Map([...scores].filter(([page]) => fits(page, wish)));
    const typed = fold(wish.q).trim(), preferred = wish.prefer ?? "";
    const ranked = [...scores].map(([page, scored]) => {
      const title = fold(index.pages[page][1]);
      return [favour(scored, title, typed, preferred && index.pages[page][2] === preferred), title, page];
    });
    ranked.sort((a, b) => b[0] - a[0] || compare(a[1], b[1]) || a[2] - b[2]);
    return {
      order: ranked.slice(0, MOST).map(([, , page]) => page), words: wanted.map((each) => each.words), total: scores.size,
      partly: partly && scores.size > 0, mended: wanted.filter((each) => each.meant.length).map((each) => [each.asked.token, each.meant]),
    };
  }

  // == What pages say around what was found (rules/excerpts.py) ==
  const LENGTH = 200, LEAD = 50;
  function spans(text, words) {
    const found = [];
    for (const match of text.replaceAll("_", " ").matchAll(TOKENS)) {
      const made = forms(match[0]), has = (word) => words.findIndex((some) => some.has(word));
      if (made.length === 1 && has(made[0]) >= 0) found.push([match.index, match.index + match[0].length, has(made[0])]);
      else if (made.length > 1 && fold(match[0]).length === match[0].length) {
        made.forEach((word, at) => { if (has(word) >= 0) found.push([match.index + at, Math.min(match.index + at + word.length, match.index + match[0].length), has(word)]); });
      }
    }
    return found;
  }
  function pieces(text, found) {
    const parts = [];
    let end = 0;
    const put = (from, to, marked) => { if (to > from) parts.push(marked ? Object.assign(document.createElement("mark"), { textContent: text.slice(from, to) }) : text.slice(from, to)); };
    for (const [begin, to] of found) {
      if (to <= end) continue;
      put(end, Math.max(begin, end), false);
      put(Math.max(begin, end), to, true);
      end = to;
    }
    put(end, text.length, false);
    return parts;
  }
  function excerpt(passages, words) {
    const held = (text) => { const folded = fold(text); return words.filter((some) => [...some].some((word) => folded.includes(word))).length; };
    let best = ["", "", ""], worth = -1;
    for (const passage of passages) {
      const here = 2 * held(passage[2]) + 3 * held(passage[1]);
      if (here > worth) [best, worth] = [passage, here];
    }
    const text = best[2], found = spans(text, words);
    let first = 0;
    if (found.length) {
      const counts = found.slice(0, 60).map(([begin]) => new Set(found.filter(([a]) => begin <= a && a < begin + LENGTH).map(([, , word]) => word)).size);
      first = Math.max(0, found[counts.indexOf(Math.max(...counts))][0] - LEAD);
    }
    if (first) first = text.indexOf(" ", first) + 1 || first;
    let last = Math.min(text.length, first + LENGTH);
    if (last < text.length) last = Math.max(text.lastIndexOf(" ", last), first + LENGTH - LEAD);
    const inside = found.filter(([a, b]) => first <= a && b <= last).map(([a, b]) => [a - first, b - first]);
    return [best, [...(first ? ["… "] : []), ...pieces(text.slice(first, last), inside), ...(last < text.length ? [" …"] : [])]];
  }

  // == The page ==
  const element = (name, values, ...inside) => {
    const made = Object.assign(document.createElement(name), values);
    made.append(...inside);
    return made;
  };
  async function row(page, words) {
    const [path, title, lang, about] = index.pages[page];
    const chunk = Math.floor(page / index.together), name = `said-${chunk}`;
    const said = ((await load(`search/${name}.js`, name)) ?? [])[page % index.together] ?? [];
    const [[anchor, heading], around] = excerpt([["", "", about], ...said], words);
    const href = root + path.split("/").map(encodeURIComponent).join("/");
    const item = element("li", {}, element("h2", {}, element("a", { href }, ...pieces(title, spans(title, words)))));
    if (lang) item.lang = lang;
    if (anchor) item.append(element("p", { className: "at" }, element("a", { href: `${href}#${anchor}` }, ...pieces(heading, spans(heading, words)))));
    if (around.length) item.append(element("p", {}, ...around));
    return item;
  }

  function offer(choice, values, name) {
    choice.append(...values.map((value) => element("option", { value, lang: choice.name === "lang" ? value : "" }, name(value))));
    choice.closest(".field").hidden = values.length < 2;
  }

  function begin(page) {
    const form = page.querySelector("form"), list = page.querySelector("[data-search-found]"), told = page.querySelector("[data-search-count]"), more = page.querySelector("[data-search-more]");
    offer(form.elements.kind, [...new Set(index.pages.map((each) => each[5]))].filter(Boolean).sort(), (kind) => kind);
    offer(form.elements.lang, index.langs, (lang) => {
      try { return new Intl.DisplayNames([lang], { type: "language" }).of(lang); } catch { return lang; }
    });
    let asked = 0, shown = PER_PAGE;
    const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`@${key}`, () => value), told.dataset[name]);
    async function show(many = PER_PAGE) {
      const mine = ++asked;
      const wish = { ...Object.fromEntries(new FormData(form)), prefer: document.documentElement.lang.slice(0, 2) };
      const found = await find(wish), rows = await Promise.all(found.order.slice(0, many).map((each) => row(each, found.words)));
      if (mine !== asked) return;
      shown = many;
      list.replaceChildren(...rows);
      more.hidden = found.order.length <= many;
      const lines = !wish.q.trim() ? [] : [
        found.total ? `${say("some")} ${found.total.toLocaleString(document.documentElement.lang)}` : say("none"),
        ...(found.partly ? [say("partly")] : []),
        ...found.mended.map(([typed, meant]) => say("mended", { typed, meant: meant.join(", ") })),
      ];
      told.textContent = lines.join(" ");
    }
    form.addEventListener("input", () => show());
    form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    more.addEventListener("click", async () => { await show(shown + PER_PAGE); list.children[shown - PER_PAGE]?.querySelector("a").focus(); });
    document.addEventListener("keydown", (event) => {
      const all = [...list.querySelectorAll("h2 a")], at = all.indexOf(document.activeElement), field = form.elements.q;
      if (event.key === "Escape" && at >= 0) return field.focus();
      if (!["ArrowDown", "ArrowUp"].includes(event.key) || !all.length || (at < 0 && event.target !== field)) return;
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? field : all[Math.min(next, all.length - 1)]).focus();
    });
    if (location.hash.length > 1) {
      form.elements.q.value = decodeURIComponent(location.hash.slice(1));
      show();
    }
  }
  Object.assign(self.prismaSearch, { find, stem, fold }); // for whoever wants to ask without the page
  document.querySelectorAll("[data-search]").forEach(begin);
})();
