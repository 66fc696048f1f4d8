// The wasm modules of the site, each started once for all figures in it.

/** @type {Record<string, Promise<any>>} */
const started = {};

/**
 * Starts a module, or finds it running; what failed is tried again when it is asked for again.
 * @param {string} name
 * @returns {Promise<import("./types/page.d.ts").Module>}
 */
export const module = (name) =>
  (started[name] ??= start(name).catch((error) => {
    delete started[name];
    throw error;
  }));

async function start(name) {
  const exports = await later(name);
  await exports.default();
  return exports;
}

/**
 * Loads what most visits do without.
 * @param {string} name
 * @returns {Promise<any>}
 */
export const later = (name) => import(new URL(`${name}.js`, import.meta.url).href);

/**
 * What the site has.
 * @param {URL} base
 * @returns {Promise<import("./types/page.d.ts").Catalogue>}
 */
export async function catalogue(base) {
  const answer = await fetch(new URL("catalogue.json", base));
  if (!answer.ok) throw new Error(`catalogue.json: ${answer.status}`);
  return answer.json();
}
