// A page of the atlas: the gallery, or one figure. What is the same on all pages starts here.

import { button, catalogue, Figure, h, later, module, stored, themeButton } from "./shell.js";

const { page, base, live: id } = document.body.dataset;
const root = new URL(base ?? "", location.href);
/** @param {string} id @returns {any} what every page has */
const part = (id) => document.getElementById(id);
/** @type {any} */
const main = document.querySelector("main");
const live = part("figure");

if (page && new URLSearchParams(location.search).has("embed")) later("embed");
else {
  themeButton(part("theme"));
  start().catch(missing);
}

async function start() {
  const { Player } = await module(id ?? "");
  const figure = new Figure(live, id + (page ? location.search : ""), { Player, base: root, page: Boolean(page) });
  if (!page) live.before(heading(figure.entry));
  controls(figure);
  if (page && figure.entry?.specs.some(({ kind }) => kind === "seed")) offers(figure, "Sweep over many runs", "sweep");
  if (page && figure.entry?.models.length) offers(figure, "Explore every schedule", "explore");
  if (!page) Promise.all([later("gallery"), catalogue(root)]).then(([{ gallery }, { figures }]) => main.append(gallery(figures, root)));
  // The figure comes first.
  idle(() =>
    later("glossary")
      .then(({ mark }) => mark(main, root))
      .catch(() => {}),
  );
  keep().catch(() => {});
}

const idle = globalThis.requestIdleCallback ?? setTimeout;

/** Has the site kept, this page's module first; where the browser keeps nothing, the network has it. */
async function keep() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  await serviceWorker.register(new URL("sw.js", root));
  const { active } = await serviceWorker.ready;
  idle(() => active?.postMessage({ open: id }));
}

/** The live figure's own, with the way to its page. */
const heading = ({ id, number, title }) => h("h2.live.serif", {}, h("a", { href: new URL(`${id}/`, root).href }, `${number} ${title}`));

/** Says that nothing can run here, and shows what a page without scripts shows. */
function missing(error) {
  console.error(error);
  const why =
    typeof WebAssembly === "object" ? `It could not be loaded (${error.message}).` : "This browser has none, or it is switched off.";
  const still = new DOMParser().parseFromString(document.querySelector("noscript")?.textContent ?? "", "text/html");
  still.querySelector(".failed")?.remove();
  live.replaceChildren(h("p.failed", { role: "alert" }, `The figures run in WebAssembly. ${why}`), ...still.body.childNodes);
}

/** Offers a panel below the figure: that of the module `name`. */
function offers(figure, label, name) {
  const open = button(label, () => figure.later(name, open));
  figure.notes.el.children[1].append(h("section", {}, open));
}

function controls(figure) {
  const share = part("share");
  share.hidden = !figure.player;
  share.addEventListener("click", () => figure.share());
  const help = () => figure.later("help");
  part("help").addEventListener("click", help);
  part("glossary").addEventListener("click", () => figure.later("glossary"));
  if (figure.entry?.history) dropped((file) => figure.later("judge", file));
  figure.quiet = stored.get("bivalent-keys") === "off";
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !figure.quiet && !(event.target instanceof Element && event.target.closest("input,select,textarea,dialog")))
      help();
  });
}

/** Takes a file that is dropped anywhere on the page. */
function dropped(take) {
  const on = (type, does) =>
    addEventListener(type, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      does?.(event.dataTransfer.files[0]);
    });
  on("dragover");
  on("drop", take);
}
