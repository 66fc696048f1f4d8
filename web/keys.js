// What keys do to a figure.

/** The keys of a figure, for the help. */
export const keys = (figure) => [
  ["Space", "play or pause"],
  ["← →", "one event back or on"],
  ["Shift ← →", "a fiftieth of the run back or on"],
  ["Home End", "to the start, to the end"],
  ["[ ]", "slower, faster"],
  [", .", "to the mark before, after"],
  ["1 to 9", "select or reach the first nine in the picture"],
  ...Object.entries(acts(figure)).map(([key, { label }]) => [key, label]),
];

/** What can be done to the figure as a whole, by the first letter that is free. */
function acts(figure) {
  const acts = {};
  for (const choice of figure.ask("menu", "") ?? []) {
    const key = [...choice.label.toLowerCase()].find((letter) => /[a-z]/.test(letter) && !acts[letter]);
    if (key) acts[key] = choice;
  }
  return acts;
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
