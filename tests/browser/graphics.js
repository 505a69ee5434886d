/** [name, contrast] of every shape that is drawn: the better one of its fill and its outline against the page. */
() => {
  // What surrounds the information or repeats it: grids, areas beside their lines, rails, places to press.
  const BESIDE = [
    ".grid, .zero, .faint, .rim, .hit, .band, .density, .slice-area, .strip-back, .area, .cursor, .ring, .preset path",
    ".gridlayer, .zerolinelayer, .bglayer, .hoverlayer, .draglayer, .js-fill, .legendfill, .contourlayer, .crisp",
    ".legendtoggle, .cbfills, .cboutline, .cbbg, .connectors, .bg, .beside, defs",
  ].join(", ");
  const OURS = ".ntk, .clock, .ntk-plot";
  const SHAPES = "path, circle, rect, line, ellipse, polygon, polyline";
  const dab = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function channels(colour, opacity, paper) {
    dab.globalAlpha = 1;
    dab.fillStyle = paper;
    dab.fillRect(0, 0, 1, 1);
    dab.globalAlpha = opacity;
    dab.fillStyle = colour;
    dab.fillRect(0, 0, 1, 1);
    return [...dab.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }
  function luminance(rgb) {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function contrast(colour, opacity, paper) {
    if (colour === "none") return 1;
    const [one, other] = [channels(colour, opacity, paper), channels(paper, 1, paper)].map(luminance);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  }
  function* everything(root) {
    for (const node of root.querySelectorAll("*")) {
      yield node;
      if (node.shadowRoot) yield* everything(node.shadowRoot);
    }
  }
  const parent = (node) => node.parentElement ?? node.getRootNode().host;
  function behind(node) {
    for (let at = parent(node); at; at = parent(at)) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "transparent" && !/^rgba\(.*, 0\)$/.test(colour)) return colour;
    }
    return "white";
  }
  function faded(node) {
    let opacity = 1;
    for (let at = node; at; at = parent(at)) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  }
  // A line thicker than this is a marker pen behind what it marks.
  const PEN = 12;
  const name = (node) => {
    const ours = node.closest("[class*='st-key']")?.className.match(/st-key-\w+/)?.[0] ?? "";
    const layer = node.closest("[class*='layer']")?.getAttribute("class") ?? "";
    return [ours, layer, node.tagName, node.getAttribute("class"), node.getAttribute("style")].join(" ");
  };
  const found = new Map();
  for (const node of everything(document)) {
    if (!node.matches?.(SHAPES) || !node.ownerSVGElement || !node.closest(OURS) || node.closest(BESIDE)) continue;
    if (node.closest("[aria-disabled='true'], :disabled")) continue; // what cannot be pressed may stand back
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    if ((!box.width && !box.height) || style.visibility !== "visible") continue;
    if (style.fill === "none" && (style.stroke === "none" || style.strokeWidth === "0px")) continue;
    if (style.fill === "none" && parseFloat(style.strokeWidth) > PEN) continue;
    const paper = behind(node);
    const all = faded(node);
    const best = Math.max(
      contrast(style.fill, all * Number(style.fillOpacity), paper),
      style.strokeWidth === "0px" ? 1 : contrast(style.stroke, all * Number(style.strokeOpacity), paper),
    );
    found.set(name(node), Math.min(best, found.get(name(node)) ?? Infinity));
  }
  return [...found];
};
