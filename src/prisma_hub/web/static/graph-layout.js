/* Where pages stand in the drawing. In a worker where the browser gives us one, else on the page in slices.
   Asked with {libraries, pages, folders: [number per page], links: [source, to, source, to, …]}, it answers again and
   again with Float32Array x, y, x, y, … until it is calm. The same graph is always drawn the same. */
"use strict";

const prismaLayout = (() => {
  const GOLDEN = Math.PI * (3 - Math.sqrt(5));

  // Folders on a spiral, their pages on a spiral around them: already a fair picture.
  function seeds(folders) {
    const sizes = [];
    for (const each of folders) sizes[each] = (sizes[each] || 0) + 1;
    const order = sizes.map((size, folder) => [size || 0, folder]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const centre = [];
    let area = 0;
    order.forEach(([size, folder], at) => {
      const far = at ? 14 * Math.sqrt(area + size) : 0;
      centre[folder] = [far * Math.cos(at * GOLDEN), far * Math.sin(at * GOLDEN)];
      area += size;
    });
    const taken = [];
    return folders.map((folder) => {
      const at = (taken[folder] = (taken[folder] || 0) + 1);
      const [x, y] = centre[folder];
      return { home: [x, y], x: x + 12 * Math.sqrt(at) * Math.cos(at * GOLDEN), y: y + 12 * Math.sqrt(at) * Math.sin(at * GOLDEN) };
    });
  }

  function begin(d3, asked) {
    const nodes = seeds(asked.folders);
    const links = [];
    for (let at = 0; at < asked.links.length; at += 2) links.push({ source: asked.links[at], target: asked.links[at + 1] });
    const many = nodes.length > 1500;
    return {
      nodes,
      ticks: many ? 90 : 220,
      done: 0,
      simulation: d3.forceSimulation(nodes).stop().alphaDecay(1 - Math.pow(0.002, 1 / (many ? 90 : 220)))
        .force("links", d3.forceLink(links).distance(many ? 24 : 44))
        .force("apart", d3.forceManyBody().strength(many ? -30 : -90).theta(1.1).distanceMax(many ? 400 : 500))
        // Of thousands, each is drawn to its folder too: islands with bridges are read more easily than one cloud.
        .force("x", d3.forceX((node) => (many ? node.home[0] : 0)).strength(many ? 0.12 : 0.035))
        .force("y", d3.forceY((node) => (many ? node.home[1] : 0)).strength(many ? 0.12 : 0.035)),
    };
  }

  // Some steps, for so many milliseconds; true while there is more to do.
  function go(work, milliseconds) {
    const until = Date.now() + milliseconds;
    while (work.done < work.ticks && Date.now() < until) {
      work.simulation.tick();
      work.done += 1;
    }
    return work.done < work.ticks;
  }

  function places(work) {
    const found = new Float32Array(work.nodes.length * 2);
    work.nodes.forEach((node, at) => {
      found[at * 2] = node.x;
      found[at * 2 + 1] = node.y;
    });
    return found;
  }

  return { seeds, begin, go, places };
})();

if (typeof importScripts === "function") {
  self.onmessage = (asked) => {
    importScripts(...asked.data.libraries);
    const work = prismaLayout.begin(self.d3, asked.data);
    let more = true;
    while (more) {
      more = prismaLayout.go(work, 140);
      const found = prismaLayout.places(work);
      self.postMessage({ places: found, more }, [found.buffer]);
    }
    self.close();
  };
}
