/* The graph of pages, drawn: <section data-graph="address of its data" data-layout="…" data-libraries="…">, with a
   canvas, tools, a search and a place for folders (templates/commons/graph_drawing.html). The data is what
   commons/rules/graphs.py tells. A site without a server gives it as window.prismaGraph instead of an address.
   While it is moved, a picture of it is moved; it is drawn anew when it comes to rest. */
(() => {
  "use strict";

  const HUES = ["potentialising", "infrastructuring", "evaluating", "enacting", "enrolling"];
  const CLOSE = 26; // pixels from a finger to the page it means
  const MOST_LINES = 9000; // while the drawing is still finding its form

  function unpack(told) {
    const links = [];
    let at = 0;
    told.titles.forEach((_, page) => {
      let to = 0;
      for (let left = told.links[at++]; left; left--) links.push(page, (to += told.links[at++]));
    });
    return links;
  }

  const addresses = (told) =>
    told.names.map((name, page) => told.roots[told.of[page]] + encodeURIComponent(name === 0 ? told.titles[page] : name) + told.end);

  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");

  function begin(part, told) {
    part.hidden = false;
    const canvas = part.querySelector("canvas");
    const stage = part.querySelector(".graph-stage");
    const card = part.querySelector(".graph-card");
    const pen = canvas.getContext("2d");
    const count = told.titles.length;
    const links = unpack(told);
    const at = addresses(told);
    const leading = new Int32Array(count);
    const onward = new Int32Array(count);
    for (let link = 0; link < links.length; link += 2) (onward[links[link]]++, leading[links[link + 1]]++);
    const size = Float32Array.from(leading, (n) => 3 + Math.min(11, 1.6 * Math.sqrt(n)));
    const order = [...told.titles.keys()].sort((a, b) => leading[b] - leading[a]);
    const folded = told.titles.map(fold);
    const shown = new Uint8Array(count).fill(1);
    let places = Float32Array.from(prismaLayout.seeds(told.in).flatMap(({ x, y }) => [x, y]));
    let chosen = told.near ?? -1;
    let settling = true;
    let view = { x: 0, y: 0, zoom: 1 };
    let touched = false; // until somebody moves it, it is kept whole in sight
    let snapshot = null;
    let asked = 0;
    let rest = 0;
    const speaks = part.closest("[lang]")?.lang || "en";
    const counted = (n, what) => `${n} ${part.dataset[new Intl.PluralRules(speaks).select(n) === "one" ? `${what}One` : what]}`;

    // == Colours: those of the house, read from it, so that dark and light are right ==
    let inks = {};
    function mix() {
      const probe = part.appendChild(document.createElement("i"));
      const colour = (name) => ((probe.style.color = `var(${name})`), getComputedStyle(probe).color);
      inks = { ink: colour("--ink"), soft: colour("--ink-soft"), edge: colour("--edge"), paper: colour("--paper") };
      inks.hues = HUES.map((hue) => ((probe.dataset.process = hue), colour("--process-line")));
      probe.remove();
    }
    const hue = (folder) => (folder < HUES.length ? inks.hues[folder] : inks.edge);

    // == Drawing ==
    const ratio = () => Math.min(2, devicePixelRatio || 1);
    const across = () => canvas.clientWidth;
    const down = () => canvas.clientHeight;
    const sx = (page) => (places[page * 2] - view.x) * view.zoom + across() / 2;
    const sy = (page) => (places[page * 2 + 1] - view.y) * view.zoom + down() / 2;

    function whole() {
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let page = 0; page < count; page++) {
        if (!shown[page]) continue;
        left = Math.min(left, places[page * 2]);
        right = Math.max(right, places[page * 2]);
        top = Math.min(top, places[page * 2 + 1]);
        bottom = Math.max(bottom, places[page * 2 + 1]);
      }
      if (left > right) return;
      const room = 48;
      const zoom = Math.min((across() - room) / (right - left || 1), (down() - room) / (bottom - top || 1), 2.5);
      view = { x: (left + right) / 2, y: (top + bottom) / 2, zoom: Math.max(zoom, 0.005) };
    }

    function lines(only, colour, strength, width, most) {
      const skip = Math.max(1, Math.ceil(links.length / 2 / most));
      const [w, h] = [across(), down()];
      pen.beginPath();
      for (let at = 0; at < links.length; at += 2 * skip) {
        const [a, b] = [links[at], links[at + 1]];
        if (!shown[a] || !shown[b] || (only >= 0 && a !== only && b !== only)) continue;
        const [x1, y1, x2, y2] = [sx(a), sy(a), sx(b), sy(b)];
        if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > w && x2 > w) || (y1 > h && y2 > h)) continue;
        pen.moveTo(x1, y1);
        pen.lineTo(x2, y2);
      }
      pen.globalAlpha = strength;
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
      pen.globalAlpha = 1;
    }

    function dots(beside) {
      const scale = Math.min(1.6, Math.max(0.25, Math.sqrt(view.zoom)));
      const batches = new Map();
      for (let page = 0; page < count; page++) {
        if (!shown[page]) continue;
        const [x, y] = [sx(page), sy(page)];
        if (x < -20 || y < -20 || x > across() + 20 || y > down() + 20) continue;
        const faint = beside && !beside.has(page);
        const key = `${faint ? "-" : ""}${Math.min(told.in[page], HUES.length)}`;
        (batches.get(key) ?? batches.set(key, []).get(key)).push(x, y, size[page] * scale);
      }
      for (const [key, some] of batches) {
        pen.globalAlpha = key.startsWith("-") ? 0.25 : 1;
        pen.fillStyle = hue(Math.abs(Number(key)));
        pen.beginPath();
        for (let at = 0; at < some.length; at += 3) {
          pen.moveTo(some[at] + some[at + 2], some[at + 1]);
          pen.arc(some[at], some[at + 1], some[at + 2], 0, 7);
        }
        pen.fill();
      }
      pen.globalAlpha = 1;
    }

    function names(beside) {
      const taken = [];
      const free = (box) => taken.every((one) => box[0] > one[2] || box[2] < one[0] || box[1] > one[3] || box[3] < one[1]);
      const font = getComputedStyle(part).fontFamily;
      let written = 0;
      const first = chosen >= 0 ? [chosen, ...order.filter((page) => beside?.has(page)), ...(count > 300 && view.zoom < 1 ? [] : order)] : order;
      for (const page of first) {
        if (written > (across() * down()) / 9000) break;
        if (!shown[page]) continue;
        const [x, y] = [sx(page), sy(page) + size[page] + 13];
        if (x < 0 || y < 0 || x > across() || y > down()) continue;
        const words = told.titles[page].length > 30 ? `${told.titles[page].slice(0, 28)}…` : told.titles[page];
        pen.font = `${page === chosen ? "600 " : ""}13px ${font}`;
        const half = pen.measureText(words).width / 2;
        const box = [x - half - 4, y - 12, x + half + 4, y + 5];
        if (!free(box)) continue;
        taken.push(box);
        written += 1;
        pen.textAlign = "center";
        pen.lineWidth = 4;
        pen.lineJoin = "round";
        pen.strokeStyle = inks.paper;
        pen.strokeText(words, x, y);
        pen.fillStyle = inks.ink;
        pen.fillText(words, x, y);
      }
    }

    function draw() {
      asked = 0;
      const scale = ratio();
      const [w, h] = [Math.round(across() * scale), Math.round(down() * scale)];
      if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, across(), down());
      const beside = chosen >= 0 && shown[chosen] ? near(chosen) : null;
      lines(-1, inks.edge, beside ? 0.12 : Math.min(0.5, 0.12 + 60 / Math.sqrt(links.length + 1) / 10), 1, settling ? MOST_LINES : 80000);
      if (beside) lines(chosen, inks.ink, 0.8, 1.4, Infinity);
      dots(beside);
      if (beside) {
        pen.beginPath();
        pen.arc(sx(chosen), sy(chosen), size[chosen] + 5, 0, 7);
        pen.lineWidth = 2;
        pen.strokeStyle = inks.ink;
        pen.stroke();
      }
      names(beside);
      snapshot = null;
    }

    function near(page) {
      const found = new Set([page]);
      for (let at = 0; at < links.length; at += 2) {
        if (links[at] === page) found.add(links[at + 1]);
        if (links[at + 1] === page) found.add(links[at]);
      }
      return found;
    }

    // Moved: a picture of what was drawn is moved, and drawn anew once it rests.
    function slide() {
      asked = 0;
      if (!snapshot) return;
      const scale = ratio();
      const by = view.zoom / snapshot.view.zoom;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      const left = ((snapshot.view.x - view.x) * view.zoom + across() / 2) * scale - (canvas.width / 2) * by;
      const top = ((snapshot.view.y - view.y) * view.zoom + down() / 2) * scale - (canvas.height / 2) * by;
      pen.drawImage(snapshot.picture, left, top, canvas.width * by, canvas.height * by);
    }

    function moved() {
      touched = true;
      if (count < 400 && links.length < 4000) return ask(draw);
      if (!snapshot) {
        const picture = document.createElement("canvas");
        [picture.width, picture.height] = [canvas.width, canvas.height];
        picture.getContext("2d").drawImage(canvas, 0, 0);
        snapshot = { picture, view: { ...view } };
        snapshot.view = drawnView;
      }
      ask(slide);
      clearTimeout(rest);
      rest = setTimeout(() => ask(redraw), 140);
    }
    let drawnView = { ...view };
    function redraw() {
      drawnView = { ...view };
      draw();
    }
    function ask(what) {
      if (asked) cancelAnimationFrame(asked);
      asked = requestAnimationFrame(what === draw ? redraw : what);
    }

    // == Where pages stand ==
    function settle(found, more) {
      places = found;
      settling = more;
      if (!touched) whole();
      if (!snapshot) ask(draw);
    }
    function layOut() {
      const libraries = part.dataset.libraries.split(" ").map((each) => new URL(each, location.href).href);
      const question = { libraries, folders: told.in, links };
      try {
        const worker = new Worker(part.dataset.layout);
        worker.onmessage = ({ data }) => settle(data.places, data.more);
        worker.onerror = () => inSlices(libraries, question);
        worker.postMessage(question);
      } catch {
        inSlices(libraries, question); // a page from a stick has no workers
      }
    }
    async function inSlices(libraries, question) {
      for (const src of libraries) {
        await new Promise((done) => document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: done })));
      }
      if (!window.d3?.forceSimulation) return settle(places, false);
      const work = prismaLayout.begin(window.d3, question);
      const slice = () => {
        const more = prismaLayout.go(work, 24);
        settle(prismaLayout.places(work), more);
        if (more) setTimeout(slice, 30);
      };
      slice();
    }

    // == Choosing a page ==
    function choose(page, bring = false) {
      chosen = page;
      card.hidden = page < 0;
      card.replaceChildren();
      if (page >= 0) {
        const title = document.createElement("b");
        title.textContent = told.titles[page];
        const facts = document.createElement("span");
        facts.className = "small soft";
        facts.textContent = `${told.folders[told.in[page]]} · ${counted(leading[page], "leading")} · ${counted(onward[page], "onward")}`;
        const open = Object.assign(document.createElement("a"), { className: "button", href: at[page], textContent: part.dataset.open });
        card.append(title, facts, open);
        if (bring) {
          touched = true;
          view = { x: places[page * 2], y: places[page * 2 + 1], zoom: Math.max(view.zoom, 0.9) };
        }
      }
      ask(draw);
    }
    function under(x, y) {
      let [best, far] = [-1, CLOSE * CLOSE];
      for (let page = 0; page < count; page++) {
        if (!shown[page]) continue;
        const away = (sx(page) - x) ** 2 + (sy(page) - y) ** 2;
        if (away < far) [best, far] = [page, away];
      }
      return best;
    }

    // == Fingers, mouse, keys ==
    const fingers = new Map();
    let travelled = 0;
    const spot = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, spot(event));
      travelled = fingers.size > 1 ? 99 : 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = spot(event);
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      if (others.length) {
        const [ox, oy] = others[0];
        const was = Math.hypot(before[0] - ox, before[1] - oy);
        zoom(Math.hypot(now[0] - ox, now[1] - oy) / (was || 1), (now[0] + ox) / 2, (now[1] + oy) / 2);
      }
      const share = others.length ? 0.5 : 1;
      view.x -= ((now[0] - before[0]) * share) / view.zoom;
      view.y -= ((now[1] - before[1]) * share) / view.zoom;
      travelled += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      fingers.set(event.pointerId, now);
      if (travelled > 6) moved();
    });
    const lift = (event) => {
      if (!fingers.delete(event.pointerId) || event.type !== "pointerup" || travelled > 6) return;
      const page = under(...spot(event));
      if (page >= 0 && page === chosen) location.href = at[page];
      else choose(page);
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return; // the page scrolls, until the drawing is meant
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), ...spot(event));
    }, { passive: false });
    function zoom(by, x = across() / 2, y = down() / 2) {
      const next = Math.min(8, Math.max(0.01, view.zoom * by));
      view.x += (x - across() / 2) * (1 / view.zoom - 1 / next);
      view.y += (y - down() / 2) * (1 / view.zoom - 1 / next);
      view.zoom = next;
      moved();
    }
    const doing = {
      nearer: () => zoom(1.4),
      further: () => zoom(1 / 1.4),
      whole: () => (whole(), ask(draw)),
    };
    part.querySelectorAll("[data-do]").forEach((one) => one.addEventListener("click", () => doing[one.dataset.do]()));
    const step = (by) => {
      const some = order.filter((page) => shown[page]);
      if (some.length) choose(some[(some.indexOf(chosen) + by + some.length) % some.length], true);
    };
    const pan = (x, y) => ((view.x += (x * 60) / view.zoom), (view.y += (y * 60) / view.zoom), moved());
    const keys = {
      "+": doing.nearer, "=": doing.nearer, "-": doing.further, 0: doing.whole,
      ArrowLeft: () => pan(-1, 0), ArrowRight: () => pan(1, 0), ArrowUp: () => pan(0, -1), ArrowDown: () => pan(0, 1),
      n: () => step(1), p: () => step(-1), Escape: () => choose(-1),
      Enter: () => chosen >= 0 && (location.href = at[chosen]),
    };
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    const find = part.querySelector("input[type=search]");
    const search = () => {
      const wanted = fold(find.value.trim());
      const found = wanted ? order.find((page) => shown[page] && folded[page].startsWith(wanted)) ?? order.find((page) => shown[page] && folded[page].includes(wanted)) : undefined;
      choose(found ?? -1, found !== undefined);
    };
    find.addEventListener("input", search);
    find.form.addEventListener("submit", (event) => (event.preventDefault(), chosen >= 0 && (location.href = at[chosen])));

    // == Folders: what the colours mean, and what is shown ==
    const folders = part.querySelector(".graph-folders");
    told.folders.forEach((name, folder) => {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
      const dot = document.createElement("i");
      if (folder < HUES.length) dot.dataset.process = HUES[folder];
      const label = document.createElement("label");
      label.append(box, dot, name);
      (folders.querySelector("div") ?? folders).append(label);
      box.addEventListener("change", () => {
        told.in.forEach((own, page) => { if (own === folder) shown[page] = box.checked ? 1 : 0; });
        if (chosen >= 0 && !shown[chosen]) choose(-1);
        ask(draw);
      });
    });
    folders.hidden = told.folders.length < 2;
    folders.open = told.folders.length <= 6;

    mix();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (mix(), ask(draw)));
    new ResizeObserver(() => (touched || whole(), ask(draw))).observe(stage);
    if (chosen >= 0) choose(chosen);
    whole();
    ask(draw);
    layOut();
  }

  const script = (src) => new Promise((done) => document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: done })));

  async function open(part) {
    try {
      const told = window.prismaGraph ?? (await (await fetch(part.dataset.graph, { headers: { Accept: "application/json" } })).json());
      await script(part.dataset.layout);
      if (told.titles.length) begin(part, told);
    } catch {
      part.hidden = false;
      part.replaceChildren(Object.assign(document.createElement("p"), { textContent: part.dataset.failed }));
    }
  }

  document.querySelectorAll("[data-graph]").forEach(open);
})();
