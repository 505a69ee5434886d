/** The addresses that the Share panel shows and asks. */

const FRONT = "playground"; // the name of the page at the root

/** An address without the keys that tell how the page is framed. @param {string} href */
export function cleanAddress(href) {
  const [path, ...rest] = href.split("#")[0].split("?");
  const pairs = rest.join("?").split("&");
  const kept = pairs.filter((pair) => pair && !pair.startsWith("embed"));
  return kept.length ? `${path}?${kept.join("&")}` : path;
}

/** Where the app is, without a slash at the end. @param {string} href */
export function baseAddress(href) {
  return new URL(".", href).href.replace(/\/$/, "");
}

/** An iframe with the page in it. @param {string} address */
export function embedCode(address) {
  const framed = `${address}${address.includes("?") ? "&" : "?"}embed=true`.replaceAll("&", "&amp;");
  return `<iframe src="${framed.replaceAll('"', "%22")}" title="NTK Explorer" width="100%" height="720" style="border: 0" allow="clipboard-write"></iframe>`;
}

/**
 * Where the server makes the file `name` of the page at `address`.
 *
 * @param {string} name
 * @param {string} page
 * @param {string} address
 * @param {string} base of the app
 */
export function exportAddress(name, page, address, base) {
  const query = address.split("?").slice(1).join("?");
  const more = `address=${encodeURIComponent(base)}`;
  return `${base}/ntk/take/${page || FRONT}/${name}?${query ? `${query}&` : ""}${more}`;
}
