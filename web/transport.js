// Play, step, scrub, speed; and the timeline with what happened when.

import { button, clamp, h, name, s, show, slide, text } from "./dom.js";

const SPEEDS = [1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
/** Half the thumb of the scrubber, by which its ends are inset. */
const INSET = 9;

const PLAY = "M4 2l10 6-10 6z";
const PAUSE = "M3.5 2h3v12h-3zM9.5 2h3v12h-3z";
const GLYPHS = {
  cut: "m0-7v14",
  heal: "m-3.5-4v8m7-8v8m-7-4h7",
  crash: "m-3.5-3.5l7 7m0-7l-7 7",
  restart: "m0-4.5v9m-4.5-4.5h9",
  election: "m0-4.5l4.5 8h-9z",
  verdict: "m0-5l4.5 5-4.5 5-4.5-5z",
  act: "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
};

/** @import { Mark } from "./types/page.d.ts" */
/** @import { Figure } from "./figure.js" */

export class Transport {
  /** @type {Mark[]} */
  marks = [];
  /** @type {number | null} */
  computed = null;

  /** @param {Figure} figure */
  constructor(figure) {
    this.figure = figure;
    this.end = 1;
    this.play = button("Play", () => figure.toggle(), PLAY, "button.play");
    this.time = h("output.time", {}, figure.says(0));
    this.range = h("input", { type: "range", min: 0, max: 1, step: 1000, value: 0, "aria-label": "Moment of the run" });
    this.range.addEventListener("input", () => figure.seek(Number(this.range.value)));
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.bars = Object.fromEntries(["cuts", "done", ...Object.keys(GLYPHS)].map((kind) => [kind, s("path", { class: kind })]));
    this.lines = s("svg", { class: "marks", "aria-hidden": "true" }, ...Object.values(this.bars));
    this.track = h("div.track", {}, this.lines, this.range);
    this.track.addEventListener("pointermove", (event) => this.hover(event));
    new ResizeObserver(() => this.draw()).observe(this.track);
    this.el = h(
      "div.bar",
      { role: "group", "aria-label": "Playback" },
      this.makeButtons(),
      this.time,
      this.track,
      this.makeMarks(),
      this.makeSpeed(),
    );
    // Steps are made one a second, time is slowed to a tenth.
    this.setSpeed(figure.entry.clock ? 1 : 0.1);
  }

  makeButtons() {
    const { figure } = this;
    return h(
      "div.buttons",
      {},
      button("Back to the start", () => figure.seek(0), "M2 2h2.5v12H2zM14 2v12L5.5 8z"),
      button("One event back", () => figure.step(false), "M11.5 2v12L3 8z"),
      this.play,
      button("One event on", () => figure.step(true), "M2 2h2.5v12H2zM6 2l8.5 6L6 14z"),
    );
  }

  makeMarks() {
    return h(
      "div.buttons.jump",
      {},
      button("Mark before", () => this.jump(-1), "M10 3L5 8l5 5", "button.line"),
      button("Mark after", () => this.jump(1), "M6 3l5 5-5 5", "button.line"),
    );
  }

  makeSpeed() {
    this.speed = h("input", { type: "range", min: 0, max: SPEEDS.length - 1, step: 1, "aria-label": "Speed" });
    this.speed.addEventListener("input", () => this.setSpeed(SPEEDS[this.speed.value]));
    this.speedText = h("output");
    return h("label.speed", {}, h("span", {}, "speed"), this.speed, this.speedText);
  }

  /** Takes the nearest speed there is, in virtual seconds per second. */
  setSpeed(speed) {
    const far = (value) => Math.abs(Math.log(value / speed));
    const at = SPEEDS.reduce((best, value, index) => (far(value) < far(SPEEDS[best]) ? index : best), 0);
    this.figure.speed = SPEEDS[at];
    slide(this.speed, at);
    const words = SPEEDS[at] < 1 ? `1/${Math.round(1 / SPEEDS[at])}` : `${SPEEDS[at]}×`;
    text(this.speedText, words);
    this.speed.setAttribute("aria-valuetext", this.figure.entry.clock ? `${words} a second` : `${words} of real time`);
  }

  /** Goes one speed up or down. */
  faster(by) {
    const at = clamp(Number(this.speed.value) + by, 0, SPEEDS.length - 1);
    this.setSpeed(SPEEDS[at]);
    this.figure.status(`Speed ${this.speedText.textContent}`);
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) this.figure.step(step > 0);
    else this.figure.scrub(step);
  }

  /** Shows the playhead. */
  show(now, end, playing) {
    if (this.end !== end) {
      this.end = end;
      this.range.max = end;
      this.draw();
    }
    if (this.now !== now) {
      this.now = now;
      slide(this.range, now);
      text(this.time, this.figure.says(now));
    }
    if (!playing) this.range.ariaValueText = `${this.figure.says(now)} of ${this.figure.says(end, 1)}`;
    if (this.playing !== playing) {
      this.playing = playing;
      this.play.querySelector("path").setAttribute("d", playing ? PAUSE : PLAY);
      name(this.play, playing ? "Pause" : "Play");
    }
  }

  /** Shows how far the run is computed. */
  showComputed(computed) {
    if (this.computed === computed) return;
    this.computed = computed;
    this.bars.done.setAttribute("d", `M${INSET} 22H${this.x(computed)}`);
  }

  /** @param {Mark[]} marks */
  showMarks(marks) {
    this.marks = marks;
    this.draw();
  }

  x(time) {
    return Math.round((INSET + (clamp(time / this.end, 0, 1) || 0) * (this.track.clientWidth - 2 * INSET)) * 10) / 10;
  }

  draw() {
    const paths = {};
    /** @type {number | null} */
    let cut = null;
    let cuts = "";
    const shade = (from, to) => (cuts += `M${this.x(from)} 16H${this.x(to)}v12H${this.x(from)}z`);
    for (const { kind, at } of this.marks) {
      paths[kind] = (paths[kind] ?? "") + `M${this.x(at)} 8${GLYPHS[kind]}`;
      if (kind === "cut") cut ??= at;
      if (kind === "heal" && cut != null) {
        shade(cut, at);
        cut = null;
      }
    }
    if (cut != null) shade(cut, this.end);
    for (const kind in GLYPHS) this.bars[kind].setAttribute("d", paths[kind] ?? "");
    this.bars.cuts.setAttribute("d", cuts);
    const computed = this.computed ?? 0;
    this.computed = null;
    this.showComputed(computed);
    const el = this.el?.querySelector(".jump");
    if (el) show(el, this.marks.length > 0);
  }

  hover(event) {
    const at = event.clientX - this.track.getBoundingClientRect().left;
    const near = this.marks.filter((mark) => Math.abs(this.x(mark.at) - at) < 6);
    const title = near
      .slice(0, 4)
      .map((mark) => `${this.figure.says(mark.at)}: ${mark.label}`)
      .join("\n");
    if (this.track.title !== title) this.track.title = title;
  }

  /** Goes to the next mark in a direction and says what it is. */
  jump(way) {
    const now = this.figure.moment;
    const found = way > 0 ? this.marks.find(({ at }) => at > now) : this.marks.findLast(({ at }) => at < now);
    if (!found) return this.figure.status(way > 0 ? "No mark after this moment." : "No mark before this moment.");
    this.figure.pause();
    this.figure.seek(found.at);
    this.figure.status(`${this.figure.says(found.at)}: ${found.label}`);
  }
}
