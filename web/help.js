// The help on the keyboard.

import { acts, h, openDialog, stored } from "./shell.js";

/** Opens a dialog with the keys of a figure. */
export const help = (figure) => openDialog(document.body, "Keyboard", keyTable([...keys(figure), ["?", "this help"]]), keySwitch(figure));

/** The keys of a figure, which keys.js heeds. */
const keys = (figure) => [
  ["Space", "play or pause"],
  ["← →", "one event back or on"],
  ["Shift ← →", "a fiftieth of the run back or on"],
  ["Home End", "to the start, to the end"],
  ["[ ]", "slower, faster"],
  [", .", "to the mark before, after"],
  ["1 to 9", "select or reach the first nine in the picture"],
  ...Object.entries(acts(figure)).map(([key, { label }]) => [key, label]),
];

/** Lets single keys be switched off, for those whose software types them. */
function keySwitch(figure) {
  const box = h("input", { type: "checkbox", checked: !figure.quiet });
  box.addEventListener("change", () => {
    figure.quiet = !box.checked;
    stored.set("bivalent-keys", figure.quiet ? "off" : null);
  });
  return h("label.check", {}, box, " single keys are shortcuts");
}

/** A table of keys and what they do. */
const keyTable = (keys) =>
  h(
    "table.keys",
    {},
    h("tbody", {}, ...keys.map(([key, does]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, does)))),
  );
