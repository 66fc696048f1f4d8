// The panel that explores: every schedule of a model, searched in a worker.

import { Below, scroller, toggle } from "./below.js";
import { Job } from "./job.js";
import { button, clamp, fillTable, h, show, SIGNS, text } from "./shell.js";

/** How long the worker works between two answers, in milliseconds. */
const SLICE = 100;
/** How many states are searched unless more are asked for. */
const BUDGET = "1000000";

const VALENCIES = { zero: "0-valent", one: "1-valent", bivalent: "bivalent", undecidable: "undecidable", unknown: "unknown" };

/** Opens the panel of a figure, or closes it. */
export const explore = (figure, opener) => toggle(figure, opener, Panel);

class Panel extends Below {
  constructor(figure) {
    super(figure, "explore", "Explore every schedule");
    this.model = this.field("Model", h("select"));
    this.about = h("p.about");
    this.keys = [];
    this.lines = h("div.line");
    this.budget = this.field(
      "Budget",
      h("input", { type: "text", inputMode: "numeric", autocomplete: "off", value: BUDGET }),
      "",
      "states, or executions, at most",
    );
    this.go = button("Start", () => this.start());
    this.set = h(
      "fieldset",
      {},
      h("legend.hide", {}, "What to explore"),
      h("div.line", {}, this.model.el),
      this.about,
      this.lines,
      h("div.line", {}, this.budget.el, this.go),
    );
    this.el.append(
      this.heading,
      h(
        "p",
        {},
        "A run is one schedule. This searches all of them, from all inputs: each order in which messages can arrive, each crash, each draw.",
      ),
      this.set,
      this.wrong,
      this.makeProgress("Part of the budget that is spent"),
      this.count,
      this.makeCommand(),
      this.result,
    );
    Object.assign(this.result, { tabIndex: -1, role: "group", ariaLabel: "What was found" });
    this.model.input.addEventListener("change", () => this.fillKeys());
    this.set.addEventListener("change", () => this.check());
    this.offer();
  }

  // What to explore.

  /** The job that searches: a new one after each search, so that its memory is given back. */
  get searcher() {
    return (this.job ??= new Job(this.figure.base, "Exploring"));
  }

  forget() {
    this.job?.end();
    this.job = null;
  }

  /** Offers the models of the figure; all, if it names none. */
  async offer() {
    try {
      const models = await this.searcher.ask("models");
      const named = this.figure.entry.models;
      this.models = named.length ? named.map((name) => models.find((model) => model.name === name)) : models;
    } catch (error) {
      return this.complain(error);
    }
    this.model.input.append(...this.models.map(({ name }) => h("option", { value: name }, name)));
    this.fillKeys();
    this.check();
  }

  get chosen() {
    return this.models.find(({ name }) => name === this.model.input.value);
  }

  fillKeys() {
    const { about, keys } = this.chosen;
    text(this.about, `${about[0].toUpperCase()}${about.slice(1)}.`);
    this.keys = keys.map((key) => ({ key, field: this.keyField(key) }));
    this.lines.replaceChildren(...this.keys.map(({ field }) => field.el));
  }

  /** A select for words, a field for a number. */
  keyField({ name, about, values, words, default: value }) {
    const options = () => h("select", {}, ...words.map((word) => h("option", { value: word }, word)));
    const input = words ? options() : h("input", { type: "text", inputMode: "numeric", autocomplete: "off" });
    input.value = value;
    return this.field(name, input, "", words ? about : `${about}, ${values.replace("..", " to ")}`);
  }

  /** What is asked, as the command line has it: a model and budget. */
  get asked() {
    const set = this.keys.map(({ key, field }) => [key, field.input.value.trim().replace(/\s+/g, "_")]);
    const words = set.filter(([key, value]) => value !== key.default).map(([key, value]) => `${key.name}=${value}`);
    return [[this.chosen.name, ...words].join(" "), this.budget.input.value.trim()];
  }

  /** Begins with what the fields say; whether it can be searched. */
  async check() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const asked = this.asked;
    try {
      await this.searcher.ask("begin", ...asked);
    } catch (error) {
      if (turn === this.turn) this.complain(error);
      return null;
    }
    if (turn !== this.turn) return null;
    this.complain(null);
    text(this.command, `bivalent explore ${asked[0]} --budget ${asked[1]}`);
    return asked;
  }

  complain(error) {
    const fields = { budget: this.budget };
    for (const { key, field } of this.keys) fields[key.name] = field;
    this.complainOf(error, fields, Object.values(fields));
  }

  // Searching.

  async start() {
    if (this.run) return;
    const asked = await this.check();
    if (!asked || this.run) return;
    /** @type {any} */
    const far = {};
    const run = (this.run = { budget: Number(asked[1]), since: performance.now(), far, done: false, over: false });
    this.set.disabled = true;
    show(this.result, false);
    text(this.count, "");
    show(this.progress, true);
    this.tell(run);
    this.progress.lastChild.focus();
    try {
      await this.search(run);
      const seconds = (performance.now() - run.since) / 1000;
      const report = await this.job.ask("report", seconds);
      this.finish();
      this.show(report);
      this.result.focus({ preventScroll: true });
    } catch (error) {
      this.finish();
      const { far } = run;
      const got = `${this.spent(far)}${far.depth ? `, to depth ${far.depth}` : ""}`;
      if (run.over) text(this.count, `Cancelled after ${got}. Of these nothing is concluded.`);
      else this.complain(new Error(`The search stopped after ${got}: the browser gave it no more memory, or failed (${error.message}).`));
      // It may be tried again as it is.
      this.go.disabled = false;
      this.go.focus();
    }
  }

  /** Slices, until it is done. */
  async search(run) {
    for (let steps = 500; !run.done;) {
      const began = performance.now();
      ({ far: run.far, done: run.done } = await this.job.ask("work", steps));
      this.tell(run);
      steps = clamp(Math.round((steps * SLICE) / (performance.now() - began || 1)), 50, 2 * steps);
    }
  }

  spent = ({ states, executions }) => (executions ? `${number(executions)} executions` : `${number(states ?? 0)} states`);

  /** How far it is. */
  tell({ far, budget, since }) {
    const done = far.executions || far.states || 0;
    const rate = (1000 * done) / (performance.now() - since || 1);
    const words = [`${this.spent(far)} of at most ${number(budget)}`];
    if (done) words.push(`${number(Math.round(rate / 1000) * 1000 || Math.round(rate))} a second`);
    if (far.states) words.push(`depth ${far.depth}`, `${number(far.frontier)} to be expanded`);
    this.tellFar(Math.min(done, budget), budget, words.join(", "), words[0]);
  }

  cancel() {
    if (this.run) this.run.over = true;
    this.job.end();
  }

  finish() {
    this.forget();
    this.run = null;
    this.set.disabled = false;
    show(this.progress, false);
  }

  // What was found.

  show(report) {
    const { complete, violations, holds = [], unknown = [], conclusions, executions } = report;
    const what = executions == null ? "states" : "executions";
    const sign = (kind, words) => {
      const el = h("p.finding", {}, h("i", { "aria-hidden": "true" }, SIGNS[kind]), ` ${words}`);
      el.dataset.standing = kind;
      return el;
    };
    text(
      this.count,
      complete
        ? `All ${number(executions ?? report.states)} ${what} were found, in ${report.seconds.toFixed(3)} s.`
        : `Cut at the budget: ${this.spent(report)} found in ${report.seconds.toFixed(3)} s, and there are more.`,
    );
    this.result.replaceChildren(
      ...conclusions.map((words) => h("p.serif.conclusion", {}, words)),
      ...violations.map((violation) => this.violation(violation, what, sign)),
      ...holds.map((name) => sign("holds", `${name}: holds`)),
      ...unknown.map((name) => sign("unknown", `${name}: not known`)),
      scroller("What was counted", table(this.counted(report))),
      ...(Object.keys(report.initial).length ? [scroller("What each vector of inputs can come to", table(this.initial(report)))] : []),
      h(
        "p.buttons",
        {},
        button("Copy as JSON", () => this.copy("Report", JSON.stringify(report))),
        this.copyCommand(),
      ),
      this.note,
    );
    text(this.note, "");
    show(this.result, true);
  }

  counted({ model, states, edges, depth, decided, valency, deadlocks, executions, violating, seconds }) {
    const counts =
      executions == null
        ? [
            ["States", states],
            ["Edges", edges],
            ["Depth", depth],
          ]
        : [
            ["Executions", executions],
            ["of them violating", violating],
          ];
    if (valency) counts.push(["States with a decision", decided]);
    for (const name in valency ?? {}) counts.push([`${VALENCIES[name][0].toUpperCase()}${VALENCIES[name].slice(1)}`, valency[name]]);
    if (executions == null) counts.push(["Deadlocks", deadlocks]);
    const rows = counts.map(([name, count]) => [name, number(count)]);
    return { caption: model, head: ["Counted", "Number"], rows: [...rows, ["Seconds", seconds.toFixed(3)]] };
  }

  initial({ initial }) {
    return {
      caption: "What each vector of inputs can come to",
      head: ["Inputs", "Valency"],
      rows: Object.entries(initial)
        .sort()
        .map(([label, valency]) => [label, VALENCIES[valency]]),
    };
  }

  /** What is violated, and a shortest run that shows it. */
  violation({ property, count, witness, cycle }, what, sign) {
    const lines = (from, to) => h("ol", { start: from }, ...witness.slice(from, to).map((line) => h("li", {}, line)));
    const endless = cycle == null ? [] : [h("p", {}, "and from here on for ever:"), lines(cycle, witness.length)];
    const run = h(
      "details",
      { open: witness.length <= 30 },
      h("summary", {}, `A shortest run that shows it: ${witness.length - 1} steps`),
      lines(0, cycle ?? witness.length),
      ...endless,
    );
    const one = { states: "state", executions: "execution" }[what];
    return h("div.violation", {}, sign("violated", `${property}: violated, in ${number(count)} ${count === 1 ? one : what}`), run);
  }
}

const number = (value) => value.toLocaleString("en");

function table(alternative) {
  const el = h("table");
  fillTable(el, alternative);
  return el;
}
