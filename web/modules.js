// The wasm modules of the site, each started once for all figures in it.

const started = {};

/** Starts a module, or finds it running; what failed is tried again when it is asked for again. */
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

/** Loads what most visits do without. */
export const later = (name) => import(new URL(`${name}.js`, import.meta.url));

/** What the site has: `{figures: [{id, number, title, purpose}], weights: {NAME: BYTES}}`, the latter of modules. */
export async function catalogue(base) {
  const answer = await fetch(new URL("catalogue.json", base));
  if (!answer.ok) throw new Error(`catalogue.json: ${answer.status}`);
  return answer.json();
}
