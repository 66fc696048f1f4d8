// What the words of the trade mean: behind the first of each in a page's prose, and all in a dialog.

import { button, h, openAt, openDialog, show } from "./shell.js";

/** @import { Term } from "./types/page.d.ts" */

/** Where a page has prose that stays as it is. */
const PROSE = ".purpose,.question,.tasks li>span:not(.hide),.errata p:not(.source)";

/** @type {Promise<Term[]> | undefined} */
let terms;
/**
 * @param {URL} base of the site
 * @returns {Promise<Term[]>}
 */
const loaded = (base) =>
  (terms ??= fetch(new URL("glossary.json", base))
    .then((answer) => answer.json())
    .catch((error) => {
      terms = undefined;
      throw error;
    }));

/** @param {Term} term */
const words = ({ name, forms }) => [name.toLowerCase(), ...forms];

/** Finds whole words; of two that begin at one place the longer. */
function finder(terms) {
  const all = terms.flatMap(words).sort((a, b) => b.length - a.length);
  const escaped = all.map((word) => word.replace(/[^a-z0-9 ]/g, "\\$&"));
  return new RegExp(`(?<![\\w-])(?:${escaped.join("|")})(?![\\w-])`, "gi");
}

/** Has the first of each term in the prose below `root` open what it means. */
export async function mark(root, base) {
  const terms = await loaded(base);
  const left = new Set(terms);
  const find = finder(terms);
  for (const el of root.querySelectorAll(PROSE)) for (const node of texts(el)) markIn(node, find, left);
}

/** The texts in an element that do not stand on a button. */
function texts(el) {
  const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest("button")) found.push(walker.currentNode);
  return found;
}

function markIn(node, find, left) {
  // From the last on, so that the places of those before it stay.
  const known = [...node.data.matchAll(find)].map(({ 0: word, index }) => ({ word, index, term: meant(word, left) }));
  const firsts = known.filter(({ term }, at) => term && known.findIndex((other) => other.term === term) === at);
  for (const { word, index, term } of firsts.reverse()) {
    left.delete(term);
    const rest = node.splitText(index);
    rest.deleteData(0, word.length);
    const opener = button(word, () => explain(opener, term));
    opener.className = "term";
    opener.setAttribute("aria-haspopup", "dialog");
    rest.before(opener);
  }
}

const meant = (word, terms) => [...terms].find((term) => words(term).includes(word.toLowerCase()));

/** What a term means, beside the word. */
function explain(opener, term) {
  const popover = h("div.menu.meaning", { popover: "auto", role: "dialog", tabIndex: -1, "aria-label": term.name }, ...meaning(term));
  openAt(document.body, opener.getBoundingClientRect(), popover);
  popover.focus();
}

/** @param {Term} term */
const meaning = ({ name, meaning, source }) => [h("b", {}, name), h("p", {}, meaning), h("p.source", {}, source)];

/** Opens all terms, those on the page first. */
export async function glossary({ base }) {
  const terms = await loaded(base);
  const said = new Set(document.querySelector("main")?.textContent?.toLowerCase().match(finder(terms)));
  const here = terms.filter((term) => words(term).some((word) => said.has(word)));
  const items = new Map(terms.map((term) => [term, h("li", {}, ...meaning(term))]));
  const part = (title, terms) => terms.length && h("section", {}, h("h3", {}, title), h("ul", {}, ...terms.map((term) => items.get(term))));
  const parts = [
    part("On this page", here),
    part(
      "Others",
      terms.filter((term) => !here.includes(term)),
    ),
  ].filter(Boolean);
  const none = h("p", { role: "status", hidden: true }, "No term has that in it.");
  const field = h("input", { type: "text", autocomplete: "off", "aria-label": "Find a term", placeholder: "Find a term" });
  field.addEventListener("input", () => {
    const typed = field.value.trim().toLowerCase();
    for (const [term, el] of items) show(el, !typed || words(term).some((word) => word.includes(typed)));
    for (const part of parts) show(part, !!part.querySelector("li:not([hidden])"));
    show(
      none,
      parts.every((part) => part.hidden),
    );
  });
  openDialog(document.body, "Glossary", field, none, h("div.terms", { tabIndex: 0, role: "region", "aria-label": "Terms" }, ...parts));
}
