// Keeps one version of the whole site, so that every page of it opens without a network.
// `bivalent site` puts the line before this one: FILES, what the site consists of, each with its
// digest. A version is kept whole or not at all: one file that is not as listed ends the attempt.

const SCOPE = registration.scope;
const NAME = `bivalent ${SCOPE} ${VERSION}`;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const url = origin + pathname;
  if (request.method === "GET" && url.startsWith(SCOPE) && Object.hasOwn(FILES, url.slice(SCOPE.length)))
    event.respondWith(answer(request, url));
});

async function keep() {
  const cache = await caches.open(NAME);
  const wanted = Object.entries(FILES).map(
    ([file, digest]) => new Request(SCOPE + file, { cache: "reload", integrity: `sha256-${digest}` }),
  );
  await cache.addAll(wanted);
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

addEventListener("message", ({ data }) => data === "skip" && skipWaiting());
