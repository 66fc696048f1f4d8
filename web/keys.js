// What keys do to a figure; help.js tells of them.

/** @import { Choice } from "./types/page.d.ts" */
/** @import { Figure } from "./figure.js" */

/**
 * What can be done to the figure as a whole, by the first letter that is free.
 * @param {Figure} figure
 * @returns {Record<string, Choice>}
 */
export function acts(figure) {
  /** @type {Record<string, Choice>} */
  const found = {};
  for (const choice of figure.call("menu", "") ?? []) {
    const key = [...choice.label.toLowerCase()].find((letter) => /[a-z]/.test(letter) && !found[letter]);
    if (key) found[key] = choice;
  }
  return found;
}

/** Does what a key stands for, unless it is meant for something else. */
export function pressed(figure, event) {
  const { target, key } = event;
  const elsewhere = target !== document.body && !figure.root.contains(target);
  if (figure.quiet && key.length === 1 && key !== " ") return;
  if (!figure.player || elsewhere || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (target.closest("[popover],dialog,select,textarea,input:not([type=range],[type=checkbox])")) return;
  if (key === " " && target.closest("button,summary,a,input")) return;
  if (/^(Arrow|Home|End)/.test(key) && target.closest("input,[role=tablist],.scroll")) return;
  const does = deed(figure, key, event.shiftKey);
  if (!does) return;
  event.preventDefault();
  does();
}

function deed(figure, key, shift) {
  const by = (way) => () => (shift ? figure.scrub(way) : figure.step(way > 0));
  const fixed = {
    " ": () => figure.toggle(),
    ArrowLeft: by(-1),
    ArrowRight: by(1),
    Home: () => figure.seek(0),
    End: () => figure.seek(figure.call("end")),
    "[": () => figure.transport.faster(-1),
    "]": () => figure.transport.faster(1),
    ",": () => figure.transport.jump(-1),
    ".": () => figure.transport.jump(1),
  };
  if (key === "Escape") return figure.stage.drawing && (() => figure.stage.setDrawing(false));
  if (/^[1-9]$/.test(key)) return () => figure.stage.choose(Number(key) - 1);
  const choice = acts(figure)[key];
  return fixed[key] ?? (choice && (() => figure.act(choice.code)));
}
