/** Small helpers that make and reuse DOM nodes; data enters only as attributes or text, never as markup. */

/** @import { Attributes } from "./types.d.ts" */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
/** @type {WeakMap<Element, Map<unknown, { node: Element }>>} */
const pools = new WeakMap();
/** @type {WeakMap<Element, string>} */
const signatures = new WeakMap();

/**
 * A new SVG element with `attributes`, appended to `parent` when there is one.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Element | null} [parent]
 */
export function svgNode(tag, attributes = {}, parent = null) {
  return initNode(document.createElementNS(SVG_NAMESPACE, tag), attributes, parent);
}

/**
 * A new HTML element with `attributes` (`text` becomes its text), appended to `parent` when there is one.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {Element | null} [parent]
 */
export function htmlNode(tag, attributes = {}, parent = null) {
  return initNode(document.createElement(tag), attributes, parent);
}

/**
 * @template {Element} Node
 * @param {Node} node
 * @param {Attributes} attributes
 * @param {Element | null} parent
 */
function initNode(node, { text, ...attributes }, parent) {
  setAttributes(node, attributes);
  if (text !== undefined) node.textContent = String(text);
  if (parent) parent.append(node);
  return node;
}

/**
 * Writes only the attributes that differ; null or undefined removes one.
 *
 * @template {Element} Node
 * @param {Node} node
 * @param {Attributes} attributes
 */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) node.removeAttribute(name);
    else if (name === "style")
      setStyle(/** @type {HTMLElement | SVGElement} */ (/** @type {unknown} */ (node)), String(value));
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
  return node;
}

/** A page whose policy forbids style attributes allows styles that a script sets like this. @param {HTMLElement | SVGElement} node @param {string} text */
function setStyle(node, text) {
  if (node.style.cssText !== text) node.style.cssText = text;
}

/**
 * Writes the text only when it differs, so that an idle redraw touches nothing.
 *
 * @template {Element} Node
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
  return node;
}

/**
 * One child of `parent` per key, in the order of `keys`: a key that was there keeps its parts (and with them the focus),
 * new ones are made by `create(key)`, vanished ones are removed. `create` returns the child as `node` and, beside it,
 * the parts of it that will be drawn again.
 *
 * @template Key
 * @template {{ node: Element }} Parts
 * @param {Element} parent
 * @param {Key[]} keys
 * @param {(key: Key) => Parts} create
 */
export function keyedParts(parent, keys, create) {
  const pool = /** @type {Map<Key, Parts>} */ (pools.get(parent) ?? new Map());
  const wanted = new Set(keys);
  for (const [key, { node }] of pool) {
    if (!wanted.has(key)) {
      node.remove();
      pool.delete(key);
    }
  }
  const all = keys.map((key) => {
    const parts = pool.get(key) ?? create(key);
    pool.set(key, parts);
    return parts;
  });
  all.forEach(({ node }, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
  pools.set(parent, pool);
  return all;
}

/**
 * `keyedParts` of children that have no parts.
 *
 * @template Key
 * @template {Element} Node
 * @param {Element} parent
 * @param {Key[]} keys
 * @param {(key: Key) => Node} create
 */
export function keyedChildren(parent, keys, create) {
  return keyedParts(parent, keys, (key) => ({ node: create(key) })).map(({ node }) => node);
}

/**
 * True, and remembered, when `node` was last drawn from another `signature`: a redraw skips what has not changed.
 *
 * @param {Element} node
 * @param {string} signature
 */
export function hasChanged(node, signature) {
  if (signatures.get(node) === signature) return false;
  signatures.set(node, signature);
  return true;
}

/** Words between two pairs of asterisks are stressed. @param {string} text */
export function stressed(text) {
  return text.split("**").map((piece, i) => (i % 2 ? htmlNode("strong", { text: piece }) : piece));
}

/** The focused element of the document or shadow root in which `node` lives. @param {Element} node */
export function focusedIn(node) {
  return /** @type {Document | ShadowRoot} */ (node.getRootNode()).activeElement;
}
