// The picture: a canvas the figure paints, real buttons over what can be pointed at, and a loop
// drawn round replicas. It never takes the page's scroll: a finger draws only in "part" mode, and drags
// or moves only what it is put on.

import { button, h, list, s, show, text } from "./dom.js";
import { openMenu } from "./menu.js";

/** Narrower than this, the views take turns. */
export const SIDE_BY_SIDE = 620;

/** @import { Choice, Hit } from "./types/page.d.ts" */
/** @import { Figure } from "./figure.js" */

export class Stage {
  /** @type {CanvasRenderingContext2D | null} */
  context = null;
  /** @type {number[]} */
  trail = [];

  /** @param {Figure} figure */
  constructor(figure) {
    this.figure = figure;
    this.view = 0;
    this.width = 0;
    this.height = 0;
    this.canvas = h("canvas", { role: "img", "aria-label": `${figure.entry.title}: the run` });
    this.hits = h("div.hits", { role: "group", "aria-label": "In the picture" });
    this.tip = h("div.tip", { hidden: true });
    this.loop = s("polyline", {});
    this.overlay = s("svg", { class: "loop", "aria-hidden": "true" }, this.loop);
    this.area = h("div.area", {}, this.canvas, this.overlay, this.hits, this.tip);
    this.tabs = this.makeTabs();
    this.part = button("Draw a boundary", () => this.setDrawing(!this.drawing));
    this.part.setAttribute("aria-pressed", "false");
    this.part.title = "Draw a loop round some of them to cut them off";
    this.acts = h("div.acts");
    const { gesture } = figure.entry;
    this.gesture = gesture;
    show(this.part, gesture === "loop");
    this.pin = h(
      "div.pin",
      {},
      this.tabs,
      this.area,
      h(
        "div.deeds",
        {},
        this.part,
        this.acts,
        h("small", {}, `${{ loop: "or point" }[gesture] ?? (gesture ? "Drag or point" : "Point")} at anything in the picture`),
      ),
    );
    this.el = h("div.stage", {}, this.pin);
    this.listen();
  }

  makeTabs() {
    const tabs = this.figure.entry.views.map((view, at) =>
      h("button", { type: "button", role: "tab", onclick: () => this.look(at) }, view.label),
    );
    const el = h("div.tabs", { role: "tablist", "aria-label": "Views", hidden: true }, ...tabs);
    el.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      this.look((this.view + step + tabs.length) % tabs.length);
      tabs[this.view].focus();
    });
    return el;
  }

  /** Shows one view, where they take turns. */
  look(at) {
    this.point(null);
    this.view = at;
    [...this.tabs.children].forEach((tab, index) => {
      tab.setAttribute("aria-selected", index === at);
      tab.tabIndex = index === at ? 0 : -1;
    });
    this.frame();
  }

  listen() {
    new ResizeObserver(() => this.resize()).observe(this.area);
    this.canvas.addEventListener("contextrestored", () => this.frame());
    this.area.addEventListener("pointerdown", (event) => this.press(event));
    this.area.addEventListener("pointermove", (event) => this.move(event));
    this.area.addEventListener("pointerup", (event) => this.release(event));
    this.area.addEventListener("pointercancel", () => this.drop());
    this.area.addEventListener("pointerleave", () => this.point(null));
    // A finger on what can be dragged does not move the page.
    const start = (event) => event.target === this.canvas && this.grips(this.place(event.touches[0])) && event.preventDefault();
    this.area.addEventListener("touchstart", start, { passive: false });
  }

  resize() {
    const { clientWidth, clientHeight } = this.area;
    if (!clientWidth || !clientHeight) return;
    this.width = clientWidth;
    this.height = clientHeight;
    if (!this.figure.seen) return;
    this.frame();
    // A canvas of a new size is empty, and this comes after the frame's own painting.
    this.figure.paint();
  }

  /** Tells the figure how large it is drawn, and has it drawn. */
  frame() {
    if (!this.width) return;
    const turns = this.width < SIDE_BY_SIDE && this.figure.entry.views.length > 1;
    if (this.tabs.hidden === turns) {
      show(this.tabs, turns);
      if (turns) return this.look(this.view);
    }
    this.ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(this.width * this.ratio), Math.round(this.height * this.ratio)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.figure.call("frame", this.width, this.height, this.ratio, turns ? this.view : -1);
    this.figure.changed();
  }

  /** Gives the picture's pixels back, megabytes of them, until it is painted again. */
  rest() {
    this.canvas.width = 0;
  }

  paint(dark) {
    if (!this.width) return;
    if (!this.canvas.width || this.ratio !== (devicePixelRatio || 1)) this.frame();
    this.context ??= this.canvas.getContext("2d");
    if (this.context && !this.context.isContextLost?.()) this.figure.call("paint", this.context, dark);
  }

  /** Lays a button over everything that takes part in keyboard order. */
  /** @param {Hit[]} hits */
  showHits(hits) {
    list(this.hits, hits, {
      key: (hit) => hit.target,
      make: (hit) => this.hitButton(hit.target),
      update: (el, { label, x, y, w, h: height }) => {
        if (el.getAttribute("aria-label") !== label) el.setAttribute("aria-label", label);
        const place = `${x},${y},${w},${height}`;
        if (el.place === place) return;
        el.place = place;
        el.style.setProperty("left", `${x}px`);
        el.style.setProperty("top", `${y}px`);
        el.style.setProperty("width", `${w}px`);
        el.style.setProperty("height", `${height}px`);
      },
    });
  }

  hitButton(target) {
    const label = () => el.getAttribute("aria-label");
    const el = h("button", { type: "button", "aria-haspopup": "menu" });
    const tell = () => this.point({ target, label: label(), rect: el.getBoundingClientRect() });
    el.addEventListener("click", (event) => {
      if (event.shiftKey && this.pick(target)) return;
      this.open({ target, label: label(), rect: el.getBoundingClientRect() });
    });
    el.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && tell());
    el.addEventListener("focus", () => el.matches(":focus-visible") && tell());
    el.addEventListener("blur", () => this.point(null));
    return el;
  }

  /** The `index`-th thing in the picture: selected if it can be, or else given the focus. */
  choose(index) {
    const el = this.hits.children[index];
    if (!el) return;
    const [target] = [...this.hits.kept].find(([, kept]) => kept === el);
    if (!this.pick(target)) el.focus();
  }

  /** Takes the target's own choice, done by pointing alone or at least about the picture, if it has one. */
  pick(target) {
    return this.take(target, ({ action, direct }) => direct || action.kind === "look");
  }

  take(target, own) {
    const choice = this.figure.call("menu", target)?.find(own);
    if (choice) this.figure.act(choice.action);
    return Boolean(choice);
  }

  open({ target, label, rect }) {
    if (this.take(target, ({ direct }) => direct)) return;
    const choices = this.figure.call("menu", target) ?? [];
    this.point(choices.length ? null : { target, label, rect });
    if (!choices.length) return this.figure.status(label);
    const resume = this.figure.hold();
    openMenu(this.figure.root, {
      rect,
      title: label,
      choices: choices.map(({ action, label: words }) => ({ label: words, pick: () => this.figure.act(action) })),
      closed: resume,
    });
  }

  /** What can be done to the figure as a whole, in a row under the picture. */
  showActs(choices) {
    list(this.acts, choices, {
      key: ({ action }) => `${action.kind} ${action.code}`,
      make: ({ action }) => button("", () => this.figure.act(action)),
      update: (el, { label }) => text(el, label),
    });
  }

  setDrawing(on) {
    this.drawing = on;
    this.area.classList.toggle("drawing", on);
    this.part.setAttribute("aria-pressed", on);
    if (on) this.figure.status("Draw a loop round some of them with a finger or the mouse.");
  }

  /** Where an event is in the scene, in CSS pixels. */
  place(event) {
    const { left, top } = this.area.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  /** Whether something at a place of the scene can be dragged from there. */
  grips(place) {
    return this.means([...place, ...place]);
  }

  /** The action that a trail means. */
  means(trail) {
    return this.figure.call("drawn", Float32Array.from(trail));
  }

  press(event) {
    if (event.button || (event.target !== this.canvas && !this.drawing)) return;
    this.trail = this.place(event);
    this.down = event.pointerId;
    this.resume = null;
    this.draws = this.drawing || event.pointerType === "mouse" || this.grips(this.trail);
    if (this.draws) this.area.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (this.down === event.pointerId) {
      if (!this.draws) return;
      if (this.gesture === "pan") return this.pan(this.place(event));
      // A quick hand goes farther between two frames than from one replica to the next.
      const between = event.getCoalescedEvents?.() ?? [];
      for (const each of between.length ? between : [event]) this.trail.push(...this.place(each));
      if (this.gesture === "drag") this.trail.splice(2, this.trail.length - 4);
      this.loop.setAttribute("points", this.trail.join(" "));
    } else if (event.pointerType === "mouse" && event.target === this.canvas) {
      this.point(this.under(...this.place(event), false));
    }
  }

  release(event) {
    if (this.down !== event.pointerId) return;
    const trail = this.trail;
    const [x, y] = this.place(event);
    this.drop();
    if (Math.hypot(x - trail[0], y - trail[1]) < 6 && trail.length < 40) {
      const hit = this.under(x, y, event.pointerType !== "mouse");
      if (!hit) return this.point(null);
      if (event.shiftKey && this.pick(hit.target)) return;
      // The release itself closes every open menu, this one included if it came first.
      setTimeout(() => this.open(hit));
    } else if (this.draws && this.gesture !== "pan") {
      this.enclose(trail);
    }
  }

  /** Moves what is shown along with the hand; a run that is played waits meanwhile. */
  pan(to) {
    const action = this.means([...this.trail, ...to]);
    this.trail.splice(2, 2, ...to);
    if (!action) return;
    this.resume ??= this.figure.hold();
    this.figure.act(action);
  }

  drop() {
    this.down = null;
    this.resume?.();
    this.loop.removeAttribute("points");
  }

  /** Does what the trail means: parts what a loop encloses, puts what was dragged. */
  enclose(trail) {
    if (this.drawing) this.setDrawing(false);
    const action = this.means(trail);
    if (action) this.figure.act(action);
    else if (this.gesture === "loop") this.figure.status("The loop goes round none or all of them, so there is nothing to part.");
  }

  /** What is at a place of the scene, with its rectangle in the window. */
  under(x, y, touch) {
    const hit = this.figure.call("hit", x, y, touch);
    if (!hit) return null;
    const { left, top } = this.area.getBoundingClientRect();
    return { ...hit, rect: new DOMRect(left + hit.x, top + hit.y, hit.w, hit.h) };
  }

  /** Says beside the pointer what it points at; a series of a chart stands out meanwhile. */
  point(hit) {
    if (this.figure.call("point", hit?.target)) this.figure.changed();
    show(this.tip, Boolean(hit));
    this.canvas.classList.toggle("points", Boolean(hit));
    if (!hit) return;
    text(this.tip, hit.label);
    const area = this.area.getBoundingClientRect();
    const x = hit.rect.left + hit.rect.width / 2 - area.left - this.tip.offsetWidth / 2;
    const above = hit.rect.top - area.top - this.tip.offsetHeight - 6;
    const y = above < 0 ? hit.rect.bottom - area.top + 6 : above;
    this.tip.style.setProperty("left", `${Math.max(0, Math.min(x, this.width - this.tip.offsetWidth))}px`);
    this.tip.style.setProperty("top", `${y}px`);
  }
}
