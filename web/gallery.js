// The gallery under the live figure.

import { h } from "./shell.js";

/** Plates of every figure, with their static pictures. */
export function gallery(entries, root) {
  const plate = ({ id, number, title, purpose }) =>
    h(
      "a.card",
      { href: new URL(`${id}/`, root).href },
      h("img", { src: new URL(`${id}/poster.svg`, root).href, alt: "", width: 640, height: 360, loading: "lazy" }),
      h("h3", {}, h("span", {}, `${number} `), title),
      h("p", {}, purpose),
    );
  return h("section.gallery", { "aria-label": "All figures" }, h("h2", {}, "Plates"), h("div", {}, ...entries.map(plate)));
}
