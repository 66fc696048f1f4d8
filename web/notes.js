// What stands under a figure: examples, tasks, the reader's interventions, question,
// errata, and the picture in words; and the captions of a narrated run.

import { button, h, show, text } from "./dom.js";

/** @import { Erratum, Intervened, Preset, Schema, TextAlternative } from "./types/page.d.ts" */
/** @import { Figure } from "./figure.js" */

export class Notes {
  /** @type {Schema["presets"][number]["steps"]} */
  steps = [];
  /** @type {number | null} */
  step = null;

  /** @param {Figure} figure */
  constructor(figure) {
    this.figure = figure;
    const { entry } = figure;
    this.tasks = entry.tasks.map(([id, words]) => ({
      id,
      done: false,
      el: h("li", {}, h("i", { "aria-hidden": "true" }), h("span", {}, words), h("span.hide")),
    }));
    this.deeds = h("ol.deeds");
    this.mine = section("Your interventions", this.deeds);
    this.mine.hidden = true;
    this.table = h("table");
    this.alternative = h(
      "details.alternative",
      {},
      h("summary", {}, "The picture in words"),
      h("div.scroll", { tabIndex: 0, role: "region", "aria-label": "The picture in words" }, this.table),
    );
    this.alternative.addEventListener("toggle", () => this.showAlternative());
    this.el = h(
      "div.notes",
      {},
      h(
        "div",
        {},
        entry.tasks.length ? section("Try", h("ul.tasks", {}, ...this.tasks.map(({ el }) => el))) : null,
        this.makePresets(),
        this.mine,
      ),
      h("div", {}, section("Question", h("p.serif.question", {}, entry.prompt))),
      this.makeErrata(),
      this.alternative,
    );
    this.makeCaption();
  }

  makePresets() {
    const { presets } = this.figure.entry;
    const open = (preset) => button(preset.label, () => this.figure.openPreset(preset));
    return presets.length ? section("Examples", h("div.presets", {}, ...presets.map(open))) : null;
  }

  /** Where the chapter's plan is wrong; what it says begins with a verb. */
  makeErrata() {
    const { errata } = this.figure.entry;
    const item = ({ plan, right, source }) =>
      h(
        "li.serif",
        {},
        h("p", {}, `The chapter's plan ${plan[0].toLowerCase()}${plan.slice(1)}`),
        h("p", {}, right),
        h("p.source", {}, source),
      );
    if (!errata.length) return null;
    const el = section("Errata", h("ul", {}, ...errata.map(item)));
    el.className = "errata";
    return el;
  }

  makeCaption() {
    this.words = h("p.serif", { role: "status" });
    this.count = h("small");
    const go = (way) => () => this.go(way);
    this.caption = h(
      "div.caption",
      { hidden: true },
      h(
        "div.buttons",
        {},
        button("Caption before", go(-1), "M10 3L5 8l5 5", "button.line"),
        button("Caption after", go(1), "M6 3l5 5-5 5", "button.line"),
      ),
      this.count,
      this.words,
    );
  }

  /** Narrates the run with `steps`, or not at all. */
  narrate(steps) {
    this.steps = steps ?? [];
    this.step = null;
    show(this.caption, this.steps.length > 0);
  }

  /** Shows the caption that belongs to the playhead. */
  showCaption(now) {
    if (!this.steps?.length) return;
    const step = this.steps.findLastIndex(([at]) => at <= now);
    if (step === this.step) return;
    this.step = step;
    text(this.count, `${step + 1} of ${this.steps.length}`);
    text(this.words, step < 0 ? "" : this.steps[step][1]);
  }

  go(way) {
    const step = this.steps[(this.step ?? 0) + way];
    if (step) this.figure.seek(step[0]);
  }

  /** @param {Array<[string, boolean]>} tasks */
  showTasks(tasks) {
    for (const [id, done] of tasks) {
      const task = this.tasks.find((one) => one.id === id);
      if (!task || task.done === done) continue;
      task.done = done;
      task.el.classList.toggle("done", done);
      text(task.el.firstChild, done ? "✓" : "");
      text(task.el.lastChild, done ? " (done)" : "");
    }
  }

  /** @param {Intervened[]} deeds */
  showDeeds(deeds) {
    show(this.mine, deeds.length > 0);
    this.deeds.replaceChildren(
      ...deeds.map(({ at, label }, index) => {
        const jump = button(this.figure.says(at), () => this.figure.seek(at));
        jump.title = "Go there";
        const undo = button(`Undo: ${label}`, () => this.figure.forget(index), "M4 4l8 8m0-8l-8 8", "button.line");
        return h("li", {}, jump, h("span", {}, label), undo);
      }),
    );
  }

  /** Fills the table, where it is open. */
  showAlternative() {
    const alternative = this.alternative.open && this.figure.call("text_alternative");
    if (!alternative) return;
    fillTable(this.table, alternative);
  }
}

/**
 * Fills a table; the first cell of a row is its head.
 * @param {HTMLTableElement} table
 * @param {TextAlternative} alternative
 */
export function fillTable(table, { caption, head, rows }) {
  const row = (cells) => h("tr", {}, ...cells.map((cell, at) => (at ? h("td", {}, cell) : h("th", { scope: "row" }, cell))));
  table.replaceChildren(
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", {}, ...rows.map(row)),
  );
}

const section = (title, ...content) => h("section", {}, h("h2", {}, title), ...content);
