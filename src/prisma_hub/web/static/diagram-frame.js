/* Inside the closed frame: the words of a diagram in, a picture out (see diagram.js). */
(() => {
  "use strict";

  function settle(c) {
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      fontFamily: "sans-serif",
      theme: "base",
      themeVariables: {
        background: c.paper,
        primaryColor: c["paper-sunk"],
        primaryTextColor: c.ink,
        primaryBorderColor: c.edge,
        secondaryColor: c["paper-raised"],
        tertiaryColor: c.paper,
        lineColor: c["ink-soft"],
        textColor: c.ink,
        noteBkgColor: c["paper-raised"],
        noteTextColor: c.ink,
        noteBorderColor: c.edge,
      },
    });
  }

  /* A picture of its own: a size, a ground, well-formed. */
  function picture(svg, ground) {
    const drawn = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
    const [, , width, height] = (drawn.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    if (width > 0 && height > 0) {
      drawn.setAttribute("width", Math.ceil(width));
      drawn.setAttribute("height", Math.ceil(height));
    }
    drawn.removeAttribute("style");
    drawn.style.background = ground;
    return new XMLSerializer().serializeToString(drawn);
  }

  addEventListener("message", async (event) => {
    if (event.source !== parent) return;
    const { number, text, colours } = event.data;
    try {
      settle(colours);
      const { svg } = await mermaid.render(`diagram-${number}`, text);
      parent.postMessage({ number, svg: picture(svg, colours.paper) }, "*");
    } catch (error) {
      parent.postMessage({ number, failed: String(error?.message ?? error).slice(0, 300) }, "*");
    }
  });
  parent.postMessage({ number: "ready" }, "*");
})();
