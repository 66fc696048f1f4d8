// Keeps one version of the site, so that every page of it opens without a network. `bivalent site`
// puts the line before this one: FILES, what every page needs, each with its digest, and MODULES,
// likewise the two files of each compiled module. FILES are kept whole or not at all: one that is not
// as listed ends the attempt. Modules follow: that of the open page, then those of the other pages;
// any other when it is first asked for.

const SCOPE = registration.scope;
const NAME = `bivalent ${SCOPE} ${VERSION}`;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const url = origin + pathname;
  if (request.method !== "GET" || !url.startsWith(SCOPE)) return;
  const file = url.slice(SCOPE.length);
  if (Object.hasOwn(FILES, file)) event.respondWith(answer(request, url));
  else if (Object.hasOwn(MODULES, file)) event.respondWith(module(file).catch(outdated));
});

/** The version's files, and of its modules those that the version before it had. */
async function keep() {
  const cache = await caches.open(NAME);
  const had = await Promise.all(Object.keys(MODULES).map((file) => caches.match(SCOPE + file)));
  const modules = Object.entries(MODULES).filter((_, at) => had[at]);
  const wanted = [...Object.entries(FILES), ...modules].map(
    ([file, digest]) => new Request(SCOPE + file, { cache: "reload", integrity: `sha256-${digest}` }),
  );
  await cache.addAll(wanted);
}

/** Keeps the module of a page that is open, then, unless data is to be saved, those of all pages. */
async function ahead(first) {
  const name = (file) => file.replace(/(_bg\.wasm|\.js)$/, "");
  const files = Object.keys(MODULES).filter((file) => Object.hasOwn(FILES, `${name(file)}/`));
  const own = files.filter((file) => name(file) === first);
  /** @type {any} */
  const { connection } = navigator;
  for (const file of connection?.saveData ? own : [...own, ...files]) await module(file).catch(() => {});
}

/** A file of a module, kept from now on: as listed, or not at all. */
async function module(file) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(SCOPE + file);
  if (kept) return kept;
  const ask = (cache) => fetch(SCOPE + file, { cache, integrity: `sha256-${MODULES[file]}` });
  const answer = await ask("default").catch(() => ask("reload"));
  await cache.put(SCOPE + file, answer.clone());
  return answer;
}

/** The versions before this one go when no page uses them any more, which is when this is called. */
async function takeOver() {
  const old = (name) => name.startsWith(`bivalent ${SCOPE} `) && name !== NAME;
  await Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request, url) {
  // A newer version waits until no page of this one is left; the last page that is loaded again
  // makes room for it.
  if (request.mode === "navigate" && registration.waiting && (await clients.matchAll()).length < 2) {
    registration.waiting.postMessage("skip");
    return new Response("", { headers: { Refresh: "0" } });
  }
  const cache = await caches.open(NAME);
  return (await cache.match(url)) ?? fetch(request);
}

/** What cannot be had as it is listed belongs to a newer version, or there is no network. */
async function outdated() {
  await registration.update().catch(() => {});
  return Response.error();
}

addEventListener("message", (event) => {
  if (event.data === "skip") skipWaiting();
  else event.waitUntil(ahead(event.data.open));
});
