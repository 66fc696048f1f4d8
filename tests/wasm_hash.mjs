// Prints the hash of each link's run, computed in WebAssembly under Node by the module the page
// loads: node wasm_hash.mjs DIST LINK...
import { readFileSync } from "node:fs";

const [dist, ...links] = process.argv.slice(2);
const source = readFileSync(`${dist}/bivalent_web.js`).toString("base64");
const { initSync, run_hash } = await import(`data:text/javascript;base64,${source}`);
initSync({ module: readFileSync(`${dist}/bivalent_web_bg.wasm`) });
for (const link of links) console.log(run_hash(link));
