// All that a live figure needs, one file of the site: the build puts into it what it names. What is
// loaded beside it or later takes from here what it shares with the figure, so that there is one of each.

export { SIDE_BY_SIDE } from "./canvas.js";
export * from "./dom.js";
export { Figure } from "./figure.js";
export { acts } from "./keys.js";
export { openAt, openDialog } from "./menu.js";
export { catalogue, later, module } from "./modules.js";
export { fillTable } from "./notes.js";
export { SIGNS, WORDS } from "./panel.js";
export { dark, themeButton } from "./theme.js";
