// What is known at the playhead: verdict chips and the readout.

import { button, h, list, show, text } from "./dom.js";

export const SIGNS = { holds: "✓", violated: "✕", unknown: "?" };
/** A verdict is shown this much after it turned, in microseconds, so that what turned it is in sight. */
const AFTER = 10_000;
export const WORDS = { holds: "holds", violated: "violated", unknown: "unknown" };

/** @import { Report, Verdict } from "./types/page.d.ts" */
/** @import { Figure } from "./figure.js" */

export class Panel {
  /** @param {Figure} figure */
  constructor(figure) {
    this.figure = figure;
    this.chips = h("div.chips", { role: "group", "aria-label": "Verdicts" });
    this.rows = h("tbody");
    this.table = h("table", {}, h("caption.hide", {}, "Measured so far"), this.rows);
  }

  /** @param {Report} report */
  show({ verdicts, readout }) {
    list(this.chips, verdicts, { key: ({ id }) => id, make: () => this.chip(), update: (el, verdict) => this.fill(el, verdict) });
    list(this.rows, readout, {
      key: ({ id }) => id,
      make: ({ label }) => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, h("span"), " ", h("small"))),
      update: (el, { text: amount, unit, note }) => {
        const [number, small] = el.lastChild.children;
        text(number, amount);
        text(small, [unit, note].filter(Boolean).join(" "));
        // What has not been measured yet takes no room from the controls.
        show(el, /\d/.test(amount));
      },
    });
  }

  chip() {
    const sign = h("i", { "aria-hidden": "true" });
    const words = h("span");
    const standing = h("span.hide");
    const why = h("p");
    const see = button("", () => {
      this.figure.pause();
      this.figure.seek(el.since + AFTER);
    });
    const el = h(
      "details.chip",
      { name: `${this.figure.uid}-why` },
      h("summary", {}, sign, words, standing, h("span.why", {}, "why")),
      h("div", {}, why, see),
    );
    Object.assign(el, { sign, words, standing, why, see });
    return el;
  }

  /**
   * @param {any} el
   * @param {Verdict} verdict
   */
  fill(el, verdict) {
    el.since = verdict.since;
    if (el.dataset.standing !== verdict.standing) {
      el.dataset.standing = verdict.standing;
      this.figure.emit("verdict", verdict);
    }
    text(el.sign, SIGNS[verdict.standing]);
    text(el.words, verdict.label);
    text(el.standing, ` (${WORDS[verdict.standing]})`);
    text(el.why, verdict.why);
    show(el.see, verdict.since != null);
    text(el.see, `Show it, at ${this.figure.says(verdict.since)}`);
  }
}
