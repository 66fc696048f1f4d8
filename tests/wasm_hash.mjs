// Prints the hash of each link's run, computed in WebAssembly under Node by the module the page
// loads: node wasm_hash.mjs DIST LINK...
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, ...links] = process.argv.slice(2);
// Node takes a file for a module by its name.
const folder = mkdtempSync(join(tmpdir(), "bivalent-"));
const copy = join(folder, "bivalent_web.mjs");
copyFileSync(join(dist, "bivalent_web.js"), copy);
const { initSync, run_hash } = await import(pathToFileURL(copy));
rmSync(folder, { recursive: true });
initSync({ module: readFileSync(join(dist, "bivalent_web_bg.wasm")) });
for (const link of links) console.log(run_hash(link));
