// Prints the hash of each link's run, computed in WebAssembly under Node by a module of the
// site: node wasm_hash.mjs DIST MODULE LINK...
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, name, ...links] = process.argv.slice(2);
// Node takes a file for a module by its name.
const folder = mkdtempSync(join(tmpdir(), "bivalent-"));
const copy = join(folder, "module.mjs");
copyFileSync(join(dist, `${name}.js`), copy);
const { initSync, run_hash } = await import(pathToFileURL(copy));
rmSync(folder, { recursive: true });
initSync({ module: readFileSync(join(dist, `${name}_bg.wasm`)) });
for (const link of links) console.log(run_hash(link));
