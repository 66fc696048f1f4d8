// One live figure: a run in the wasm module, and the parts of the page that show and drive it.
// Nothing is shared between two figures on one page but the module itself.

import { Stage } from "./canvas.js";
import { Controls } from "./controls.js";
import { button, clamp, h, seconds, text } from "./dom.js";
import { pressed } from "./keys.js";
import { later } from "./modules.js";
import { Notes } from "./notes.js";
import { Panel } from "./panel.js";
import { dark, onTheme } from "./theme.js";
import { Transport } from "./transport.js";

/** Milliseconds between two looks at report, overlay and narration while it plays. */
const TELL = 125;
/** Milliseconds a narrated line stands at least. */
const LINE = 2000;
/** As wide as this, readout and controls stand open beside the picture. */
const WIDE = 760;

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
let figures = 0;
/** How long all figures together have computed in the frame of a time, in milliseconds; when one was told of last. */
let shared = { time: 0, spent: 0, told: 0 };

/** @import { Answer, Args, Issue, Methods, Player, Preset, Report, Schema } from "./types/page.d.ts" */

export class Figure {
  /** @type {Player | null} what runs; none after it has failed or was closed */
  player = null;
  /** @type {Schema} */
  entry;
  /** @type {Stage} */
  stage;
  /** @type {Panel} */
  panel;
  /** @type {Controls} */
  controls;
  /** @type {Transport} */
  transport;
  /** @type {Notes} */
  notes;
  /** @type {AbortController} */
  until;
  /** @type {number | null} where the playhead is to go */
  want = null;
  /** @type {number | null} where it was last */
  at = null;
  position = 0;
  /** Virtual seconds per second. */
  speed = 0.1;
  /** @type {string[]} */
  lines = [];

  /**
   * Opens `link` in `root` with the `Player` of its module; with `page`, address bar and keyboard are the figure's as well.
   * What happens to it is told to `host`; the theme is chosen on `themed`, or else for the page.
   * @param {HTMLElement} root
   * @param {string} link
   * @param {{ Player: new (link: string) => Player, base: URL, page?: boolean, host?: HTMLElement, themed?: HTMLElement }} options
   */
  constructor(root, link, { Player, base, page = false, host = root, themed }) {
    this.Player = Player;
    this.root = root;
    this.base = base;
    this.page = page;
    this.host = host;
    this.themed = themed;
    this.uid = `f${++figures}`;
    /** Events in a slice of work. */
    this.slice = 2000;
    this.seen = true;
    this.request = 0;
    /** @type {any[]} the parts that can be folded */
    this.sections = [];
    root.classList.add("figure");
    if (!this.load(link)) return;
    this.build();
    this.started();
    this.listen();
  }

  /** Puts the run of a link in place of the one at hand; false if there is no such run. */
  load(link) {
    let player;
    try {
      player = new this.Player(link);
      this.entry ??= player.schema();
    } catch (error) {
      this.opened = link;
      this.fail(error);
      return false;
    }
    this.player?.free();
    this.player = player;
    this.opened = link;
    return true;
  }

  build() {
    this.stage = new Stage(this);
    this.panel = new Panel(this);
    this.controls = new Controls(this);
    this.transport = new Transport(this);
    this.notes = new Notes(this);
    this.line = h("p.say", { role: "status" });
    this.notice = h("div.notice", { role: "status", hidden: true });
    const section = (title, el) => h("details.section", {}, h("summary", {}, title), el);
    this.sections = [section("Measured", this.panel.table), section("Controls", this.controls.el)];
    this.stage.pin.append(this.notes.caption);
    this.root.replaceChildren(
      this.notice,
      h("div.plate", {}, this.stage.el, this.panel.chips, this.transport.el, ...this.sections),
      this.line,
      this.notes.el,
    );
  }

  listen() {
    const { root } = this;
    this.until = new AbortController();
    new IntersectionObserver((entries) => {
      this.seen = Boolean(entries.at(-1)?.isIntersecting);
      this.sighted();
    }).observe(root);
    /** @type {boolean | null} */
    let wide = null;
    new ResizeObserver(() => {
      if (wide === (wide = root.clientWidth >= WIDE)) return;
      for (const section of this.sections) section.open = wide;
    }).observe(root);
    document.addEventListener("visibilitychange", () => this.wake(), this.until);
    onTheme(() => this.changed(), this.until, this.themed);
    addEventListener("beforeprint", () => this.player && this.plate(), this.until);
    addEventListener("afterprint", () => (text(this.line, ""), this.sighted()), this.until);
    (this.page ? document : root).addEventListener("keydown", (event) => pressed(this, event));
    if (this.page) addEventListener("popstate", () => this.load(this.entry.id + location.search) && this.started());
  }

  /** Paints what is in sight; what is not rests, and gives its pixels back. */
  sighted() {
    if (this.seen) this.changed();
    else this.stage.rest();
  }

  /** A still plate for paper: light, with the address of this moment. */
  plate() {
    text(this.line, this.address(this.call("link", true)));
    this.sections[0].open = true;
    this.stage.paint(false);
  }

  /** Ends it for good. Its observers go with the elements they observe. */
  close() {
    this.until?.abort();
    cancelAnimationFrame(this.request);
    this.player?.free();
    this.player = null;
  }

  emit(type, detail) {
    this.host.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Begins with a run that was just loaded. */
  started() {
    const query = new URLSearchParams(this.opened.split("?")[1]);
    this.playing = !stillness.matches && (query.has("play") || !query.has("t"));
    // Until the moment of a link is computed, the playhead waits for it.
    this.arriving = query.has("t");
    this.known();
    this.want = this.at = null;
    this.position = this.call("now");
    this.lines = [];
    this.notes.narrate(this.entry.presets.find((preset) => this.same(new URLSearchParams(preset.query), query))?.steps);
    this.controls.show(this.call("values"));
    this.notes.showDeeds(this.call("interventions"));
    this.issues = null;
    this.showIssues();
    this.stage.frame();
    this.anew();
  }

  /** Whether two queries mean the same run. */
  same(...queries) {
    const usual = { v: "1", play: "" };
    for (const spec of this.entry.specs) usual[spec.id] = spec.default;
    const plain = (query) =>
      [...query]
        .filter(([key, value]) => key !== "t" && usual[key] !== value)
        .sort()
        .join("&");
    return plain(queries[0]) === plain(queries[1]);
  }

  /** Takes note of which run this is; whether it is another than before. */
  known() {
    const before = this.plain;
    this.plain = this.call("link", false);
    const other = this.plain !== before;
    if (other && before) this.emit("change", { link: this.plain });
    return other;
  }

  /** What was asked for and is not done; a run may meet its limits long after it was opened. */
  showIssues() {
    const issues = this.call("issues") ?? [];
    if (issues.length === this.issues) return;
    this.issues = issues.length;
    const close = button("Dismiss", () => (this.notice.hidden = true));
    const items = issues.map(({ key, message }) => h("li", {}, h("b", {}, key), ` ${message}`));
    this.notice.replaceChildren(h("p", {}, "Some settings in the link were adjusted:"), h("ul", {}, ...items), close);
    this.notice.hidden = !issues.length;
  }

  // Calls into the module. A panic there is a message here, and the end of this figure alone.

  /**
   * Calls a method of the player. Where there is none (any more) the answer is null, which is no error:
   * nothing of the figure is shown then.
   * @template {Methods<Player>} M
   * @param {M} method
   * @param {Args<Player, M>} args
   * @returns {Answer<Player, M>}
   */
  call(method, ...args) {
    const none = /** @type {any} */ (null);
    if (!this.player) return none;
    try {
      return /** @type {any} */ (this.player)[method](...args);
    } catch (error) {
      this.fail(error);
      return none;
    }
  }

  fail(error) {
    console.error(error);
    this.player = null;
    this.playing = false;
    const reload = h("a", { href: this.address(this.opened) }, "reload with this link");
    this.root.replaceChildren(h("p.failed", { role: "alert" }, `This figure stopped: ${error.message ?? error}, `, reload, "."));
    this.emit("error", { message: String(error.message ?? error) });
  }

  // The loop: computes ahead, moves the playhead, paints what changed, and sleeps.

  /** Has the picture painted again. */
  changed() {
    this.dirty = true;
    this.wake();
  }

  /** Has the run computed and told again after a change to it. */
  anew() {
    this.working = true;
    this.told = 0;
    this.changed();
  }

  wake() {
    if (this.request || !this.player || !this.seen || document.hidden) return;
    this.request = requestAnimationFrame((time) => this.frame(time));
  }

  frame(time) {
    this.request = 0;
    if (!this.seen) return;
    const elapsed = this.last ? Math.min(time - this.last, 100) : 0;
    this.last = time;
    // Where painting is slow and frames are few, a share of each frame's time.
    if (this.working) this.work(time, this.playing && this.want == null ? Math.max(this.page ? 4 : 2, elapsed / 8) : 12);
    this.advance(elapsed);
    if (this.dirty && this.want == null) this.paint();
    if (!this.player) return;
    this.transport.show(this.call("now"), this.call("end"), this.playing);
    // Of those that go on, one a frame.
    const due = time - (this.told || 0) >= TELL && shared.told !== time;
    if (due || !(this.playing || this.working)) this.tell((shared.told = time));
    if (this.playing || this.working || this.want != null || this.dirty || this.lines.length) this.wake();
    else this.last = 0;
  }

  paint() {
    this.dirty = false;
    this.stage.paint(dark(this.themed));
  }

  /** Computes ahead in a frame for what is left of so many milliseconds, in slices of two at most. */
  work(time, budget) {
    if (shared.time !== time) shared = { ...shared, time, spent: 0 };
    let now = performance.now();
    const start = now - shared.spent;
    const until = start + budget;
    while (this.working && now < until) {
      this.working = this.call("work", Math.round(this.slice));
      const took = performance.now() - now;
      this.slice = clamp(this.slice * clamp(Math.min(2, budget / 2) / (took || 0.1), 0.5, 2), 50, 1e6);
      now += took;
    }
    shared.spent = now - start;
    if (this.working) return;
    this.told = 0;
    this.dirty = true;
    this.showIssues();
  }

  /** Moves the playhead: to where it is wanted, or on; or follows it to where the figure put it. */
  advance(elapsed) {
    const computed = this.call("computed");
    this.arriving &&= this.working;
    if (this.want != null) {
      this.move(Math.min(this.want, computed));
      if (computed >= this.want || !this.working) this.want = null;
    } else if (this.playing && elapsed && !this.arriving) {
      this.position = Math.min(this.position + elapsed * 1000 * this.speed, computed);
      const grain = this.speed >= 0.2 ? 1000 : this.speed >= 0.02 ? 100 : 10;
      this.move(Math.min(Math.round(this.position / grain) * grain, computed));
      if (!this.working && this.position >= this.call("end")) this.pause();
    } else {
      this.moved(this.call("now"));
    }
  }

  move(time) {
    if (time !== this.at) this.call("seek", time);
    this.moved(time);
  }

  moved(time) {
    if (time === this.at) return;
    this.at = time;
    this.notes.showCaption(time);
    this.dirty = true;
  }

  /** Brings everything that is not the picture up to date. */
  tell(time) {
    this.told = time;
    const report = this.call("report");
    if (report) {
      this.panel.show(report);
      this.notes.showTasks(report.tasks);
      this.transport.showMarks(report.marks);
      this.dirty = true;
    }
    this.transport.showComputed(this.call("computed"));
    const hits = this.call("hits");
    if (hits) this.stage.showHits(hits);
    this.stage.showActs(this.call("menu", "") ?? []);
    this.say(time);
    if (!this.playing) this.notes.showAlternative();
    this.sync();
  }

  /** Narrates at a readable pace: of what came in between, only the last is still told. */
  say(time) {
    this.lines = [...this.lines, ...(this.call("say") ?? [])].slice(-1);
    if (!this.lines.length || time - (this.lineAt ?? 0) < LINE) return;
    this.lineAt = time;
    text(this.line, this.lines.pop());
  }

  /** Says something now. */
  status(words) {
    this.lines = [];
    this.lineAt = performance.now();
    text(this.line, words);
  }

  /** Keeps the address bar at this run, and while it stands still at this moment. */
  sync() {
    if (!this.page || this.syncing || this.arriving) return;
    this.syncing = setTimeout(() => {
      this.syncing = 0;
      const link = this.call("link", !this.playing);
      if (link == null || link === this.opened) return;
      this.opened = link;
      history.replaceState(null, "", location.pathname + search(link));
    }, 400);
  }

  /** The absolute address of a link. */
  address(link) {
    return new URL(`${link.split("?")[0]}/${search(link)}`, this.base).href;
  }

  /** A moment in words, as this figure counts. */
  says(time, digits) {
    const { clock } = this.entry;
    return clock ? `${clock} ${Math.floor(time / 1e6)}` : seconds(time, digits);
  }

  // What a reader can do.

  toggle() {
    if (this.playing) return this.pause();
    if (this.moment >= this.call("end")) this.seek(0);
    this.position = this.moment;
    this.playing = true;
    this.wake();
  }

  pause() {
    this.playing = false;
    this.told = 0;
    this.wake();
  }

  /** Stands still until the function it returns is called. */
  hold() {
    const was = this.playing;
    if (was) this.pause();
    return () => was && !this.playing && this.toggle();
  }

  seek(time) {
    this.arriving = false;
    this.position = this.want = clamp(time, 0, this.call("end"));
    this.told = 0;
    this.wake();
  }

  /** Where the playhead is, or is on its way to. */
  get moment() {
    return this.want ?? this.call("now");
  }

  /** Moves by a fiftieth of the run. */
  scrub(way) {
    const grain = 1000;
    this.seek(Math.round((this.moment + (way * this.call("end")) / 50) / grain) * grain);
  }

  step(forward) {
    this.pause();
    this.want = null;
    this.call("step", forward);
    this.changed();
  }

  /** Sets a parameter; the issue there is with it, or null. The playhead stays where it is. */
  set(id, value) {
    const now = this.moment;
    const issue = this.call("set", id, value);
    this.rerun(now);
    return issue;
  }

  /** Takes a pasted list of samples; what came of it. */
  paste(list) {
    const now = this.moment;
    const pasted = this.call("paste", list);
    this.rerun(now);
    return pasted;
  }

  /** Does what a choice or a gesture means: an intervention, parameters set, or another look. */
  act({ kind, code }) {
    const issue = this.call("act", kind, code);
    if (issue) return this.status(issue.message);
    const now = this.call("now");
    const deed = this.rerun(now)?.findLast(({ at }) => at === now);
    if (kind === "look") return;
    if (deed) this.status(`${this.says(now)}: ${deed.label}`);
    // Who was given the next steps makes them.
    if (this.entry.clock && !this.playing && !stillness.matches && this.call("end") > now) this.toggle();
  }

  forget(index) {
    const now = this.moment;
    this.call("forget", index);
    this.rerun(now);
  }

  /** Goes on from `now` in a run that was changed, and gives the interventions it has. */
  rerun(now) {
    if (!this.player) return null;
    if (this.known()) this.notes.narrate(null);
    this.controls.show(this.call("values"));
    const deeds = this.call("interventions");
    this.notes.showDeeds(deeds);
    this.at = null;
    this.want = this.position = now;
    this.anew();
    return deeds;
  }

  openPreset({ query, steps }) {
    const link = `${this.entry.id}?${query}`;
    if (this.page) history.pushState(null, "", location.pathname + search(link));
    if (!this.load(link)) return;
    this.started();
    // A narrated run takes about five seconds a caption.
    if (steps.length > 1) this.transport.setSpeed((steps.at(-1)[0] - steps[0][0]) / (steps.length - 1) / 5e6);
  }

  /** Opens the dialog of links and files. */
  share() {
    return this.later("share");
  }

  /** Calls the function that a module loaded only now is named after; if it cannot be loaded, says so. */
  async later(name, ...args) {
    try {
      const loaded = await later(name);
      return await loaded[name](this, ...args);
    } catch (error) {
      console.error(error);
      this.status(`This could not be opened (${error.message}). Try again, or load the page anew.`);
    }
  }
}

/** The query of a link, with its question mark. */
const search = (link) => (link.includes("?") ? link.slice(link.indexOf("?")) : "");
