/** Small helpers that make and reuse DOM nodes; data enters only as attributes or text, never as markup. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const pools = new WeakMap();
const signatures = new WeakMap();

/** A new SVG element with `attributes`, appended to `parent` when there is one. */
export function svgNode(tag, attributes = {}, parent = null) {
  return initNode(document.createElementNS(SVG_NAMESPACE, tag), attributes, parent);
}

/** A new HTML element with `attributes` (`text` becomes its text), appended to `parent` when there is one. */
export function htmlNode(tag, attributes = {}, parent = null) {
  return initNode(document.createElement(tag), attributes, parent);
}

function initNode(node, { text, ...attributes }, parent) {
  setAttributes(node, attributes);
  if (text !== undefined) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

/** Writes only the attributes that differ; null or undefined removes one. */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
  return node;
}

/** Writes the text only when it differs, so that an idle redraw touches nothing. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
  return node;
}

/**
 * One child of `parent` per key, in the order of `keys`: known keys keep their node (and with it the focus),
 * new ones are made by `create(key)`, vanished ones are removed.
 */
export function keyedChildren(parent, keys, create) {
  const known = pools.get(parent) ?? new Map();
  const wanted = new Set(keys);
  for (const [key, node] of known) {
    if (!wanted.has(key)) {
      node.remove();
      known.delete(key);
    }
  }
  const nodes = keys.map((key) => {
    if (!known.has(key)) known.set(key, create(key));
    return known.get(key);
  });
  nodes.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
  pools.set(parent, known);
  return nodes;
}

/** True, and remembered, when `node` was last drawn from another `signature`: a redraw skips what has not changed. */
export function hasChanged(node, signature) {
  if (signatures.get(node) === signature) return false;
  signatures.set(node, signature);
  return true;
}

/** The focused element of the document or shadow root in which `node` lives. */
export function focusedIn(node) {
  return node.getRootNode().activeElement ?? null;
}
