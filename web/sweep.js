// The panel that sweeps: a link's run under many seeds and settings, made in workers.

import { Below, scroller, toggle } from "./below.js";
import { Job } from "./job.js";
import { button, clamp, h, s, show, text } from "./shell.js";

/** Workers at most, and how long a slice of theirs is to take, in milliseconds. */
const WORKERS = 4;
const SLICE = 200;

/**
 * A number to the nearest thousandth; nothing of nothing.
 * @param {number | null | undefined} number
 */
const rounded = (number) => number && Math.round(number * 1000) / 1000;

/** Opens the panel of a figure, or closes it. */
export const sweep = (figure, opener) => toggle(figure, opener, Panel);

class Panel extends Below {
  constructor(figure) {
    super(figure, "sweep", "Sweep");
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(this.sheet);
    this.vary = [this.varied("Vary"), this.varied("and")];
    this.seeds = this.field(
      "Seeds for each",
      h("input", { type: "text", inputMode: "numeric", autocomplete: "off", value: "40" }),
      "small",
    );
    this.of = this.field("Show", h("select"));
    this.worst = this.field("A point opens the run with", h("select"));
    this.go = button("Start", () => this.start());
    this.set = h(
      "fieldset",
      {},
      h("legend.hide", {}, "What to run"),
      ...this.vary.map(({ line }) => line),
      h("div.line", {}, this.seeds.el, this.go),
    );
    this.el.append(
      this.heading,
      h("p", {}, "One run is an example. A sweep makes this run under many seeds for every value of a parameter or two, and measures."),
      this.set,
      this.count,
      this.wrong,
      this.makeProgress("Runs made"),
      h("div.line", {}, this.of.el, this.worst.el),
      this.result,
    );
    this.makeResult();
    this.set.addEventListener("change", () => this.check());
    this.of.input.addEventListener("change", () => (this.fillWorst(), this.draw()));
    this.worst.input.addEventListener("change", () => this.draw());
    this.el.addEventListener("click", (event) => this.follow(event));
    this.offer();
  }

  /** A parameter and its values. */
  varied(label) {
    const key = this.field(label, h("select"));
    const values = this.field("Values", h("input", { type: "text", autocomplete: "off", spellcheck: false }), "wide");
    key.input.addEventListener("change", () => this.fillValues({ key, values }));
    return { key, values, line: h("div.line", {}, key.el, values.el) };
  }

  makeResult() {
    this.picture = scroller("Plot");
    this.picture.classList.add("picture");
    this.table = h("table");
    this.says = h("div.says");
    this.result.append(
      this.says,
      this.picture,
      scroller("The plot as a table", this.table),
      h(
        "p.buttons",
        {},
        button("Copy as CSV", async () => this.copy("Table", await this.keeper.ask("csv", this.by))),
        this.copyCommand(),
      ),
      this.note,
      this.makeCommand(),
    );
    new ResizeObserver(() => Math.abs(this.picture.clientWidth - (this.wide ?? 0)) > 8 && this.draw()).observe(this.picture);
  }

  // What to run.

  /** The job that plans. Once a sweep has begun it keeps what comes of it, and there is another. */
  get planner() {
    return (this.plans ??= new Job(this.figure.base, "Sweep"));
  }

  get link() {
    return this.figure.call("link", false);
  }

  /** Offers the parameters that there are, at first one that has a range. */
  async offer() {
    try {
      this.parameters = await this.planner.ask("parameters", this.link);
    } catch (error) {
      return this.complain(error);
    }
    const option = ({ id, label }) => h("option", { value: id }, label);
    this.vary.forEach(({ key }, at) =>
      key.input.append(...(at ? [h("option", { value: "" }, "nothing more")] : []), ...this.parameters.map(option)),
    );
    const kinds = new Map(this.figure.entry.specs.map(({ id, kind }) => [id, kind]));
    const range = this.parameters.find(({ id }) => !/^(choice|switch)$/.test(kinds.get(id) ?? ""));
    if (range) this.vary[0].key.input.value = range.id;
    this.vary.forEach((one) => this.fillValues(one));
    this.check();
  }

  fillValues({ key, values }) {
    const found = this.parameters.find(({ id }) => id === key.input.value);
    values.input.value = found?.values ?? "";
    show(values.el, Boolean(found));
  }

  /** Plans what the fields say; whether it can be run. What is wrong is said beside its field. */
  async check() {
    const varied = this.vary.filter(({ key }) => key.input.value);
    /** @type {[string, string, string[]]} */
    const asked = [this.link, this.seeds.input.value, varied.map(({ key, values }) => `${key.input.value}=${values.input.value}`)];
    const turn = (this.turn = (this.turn ?? 0) + 1);
    let plan;
    try {
      plan = await this.planner.ask("plan", ...asked);
    } catch (error) {
      if (turn === this.turn) this.complain(error);
      return null;
    }
    if (turn !== this.turn) return null;
    this.complain(null);
    const settings = plan.runs / Number(asked[1]);
    text(
      this.count,
      [`${plan.runs} runs: ${settings} ${settings === 1 ? "setting" : "settings"}, ${asked[1].trim()} seeds each.`, ...plan.issues].join(
        " ",
      ),
    );
    this.fillShown(plan);
    return { ...plan, asked, varied: varied.map(({ key }) => key.input.value) };
  }

  /** Says what is wrong, beside the field that it is about; or that nothing is. */
  complain(error) {
    const fields = { seeds: this.seeds };
    for (const { key, values } of this.vary) fields[key.input.value] ??= values;
    this.complainOf(error, fields, [this.seeds, ...this.vary.map(({ values }) => values)]);
  }

  /** What can be shown of a plan's runs. */
  fillShown({ charts, readout, verdicts }) {
    this.verdicts = verdicts;
    this.charts = charts;
    const words = ({ id, label, unit }) => [id, unit ? `${label}, ${unit}` : label];
    const options = [...charts.map(words), ...readout.map(words), ...verdicts.map((id) => [id, `${id}: holds, % of runs`])];
    const { input } = this.of;
    const was = input.value;
    input.replaceChildren(...options.map(([value, label]) => h("option", { value }, label)));
    input.value = options.some(([id]) => id === was) ? was : options[0][0];
    if (input.value !== was) this.fillWorst();
  }

  fillWorst() {
    const [of] = this.measured(this.of.input.value);
    const [question] = this.verdicts;
    const choices = this.verdicts.includes(of)
      ? [[of, `${of} violated`]]
      : [[of, "the largest value"], [`${of}:min`, "the smallest value"], ...(question ? [[question, `${question} violated`]] : [])];
    this.worst.input.replaceChildren(...choices.map(([value, label]) => h("option", { value }, label)));
  }

  /** The readouts that are shown: those of a chart, or one. */
  measured(id) {
    return this.charts.find((chart) => chart.id === id)?.of ?? [id];
  }

  get by() {
    return this.worst.input.value;
  }

  // Running.

  async start() {
    if (this.run) return;
    const plan = await this.check();
    if (!plan || this.run) return;
    this.keeper?.end();
    this.keeper = this.plans;
    this.plans = null;
    const run = (this.run = { ...plan, next: 0, done: 0, since: performance.now(), jobs: [], kept: [] });
    this.set.disabled = true;
    show(this.progress, true);
    this.tell();
    this.progress.lastChild.focus();
    const workers = clamp(Math.min(navigator.hardwareConcurrency ?? 1, run.runs), 1, WORKERS);
    try {
      await Promise.all(Array.from({ length: workers }, () => this.work(run)));
    } catch (error) {
      if (!run.over) this.complain(error);
    }
    await this.finish(run);
  }

  /** One worker's part: slices, until none are left. */
  async work(run) {
    /** @type {Job<"Sweep">} */
    const job = new Job(this.figure.base, "Sweep");
    run.jobs.push(job);
    /** @type {[string, string, string[]]} */
    const asked = run.asked;
    await job.ask("plan", ...asked);
    for (let count = 1; run.next < run.runs && !run.over;) {
      const from = run.next;
      count = Math.min(count, run.runs - from);
      run.next += count;
      const began = performance.now();
      const made = await job.ask("run", from, count);
      run.kept.push(this.keeper.ask("take", made));
      run.done += count;
      this.tell();
      count = clamp(Math.round((count * SLICE) / (performance.now() - began || 1)), 1, 2 * count);
    }
  }

  /** How far it is; aloud at every quarter. */
  tell() {
    const { done, runs, since } = this.run;
    const left = Math.ceil((((performance.now() - since) / done) * (runs - done)) / 1000);
    this.tellFar(done, runs, `${done} of ${runs} runs${done ? `, about ${left} s left` : ""}`, `${done} of ${runs} runs`);
  }

  cancel() {
    this.run.over = true;
    for (const job of this.run.jobs) job.end();
  }

  /** Shows what came of it, though it may not be all. */
  async finish(run) {
    for (const job of run.jobs) job.end();
    await Promise.all(run.kept);
    const short = await this.keeper.ask("incomplete");
    this.run = null;
    this.set.disabled = false;
    this.last = run;
    show(this.progress, false);
    text(
      this.count,
      [
        run.done < run.runs ? `Cancelled after ${run.done} of ${run.runs} runs.` : `${run.done} runs made.`,
        short ? `${short} of them were too large, and stop before their end.` : "",
      ].join(" "),
    );
    if (!run.done) return this.go.focus();
    show(this.result, true);
    await this.draw();
    this.picture.focus({ preventScroll: true });
  }

  // What came of it.

  async draw() {
    if (!this.last || this.run || this.result.hidden) return;
    const [of, by] = [this.of.input.value, this.by];
    this.wide = this.picture.clientWidth;
    try {
      const [svg, rows, command] = await Promise.all([
        this.keeper.ask("plot", of, by, this.wide),
        this.keeper.ask("rows", by),
        this.keeper.ask("command", by),
      ]);
      this.showPicture(svg);
      this.showTable(rows, of);
      text(this.command, command);
      text(this.note, "");
    } catch (error) {
      text(this.note, error.message);
    }
  }

  /** Puts the picture in; each point becomes a link to the run it is to open. Its style comes apart: the page allows none inline. */
  showPicture(svg) {
    const [before, rest] = svg.split("<style>");
    const [css, after] = rest.split("</style>");
    this.sheet.replaceSync(css);
    const picture = new DOMParser().parseFromString(before + after, "text/html").querySelector("svg");
    if (!picture) return;
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", "Plot");
    for (const rect of /** @type {NodeListOf<SVGElement>} */ (picture.querySelectorAll("[data-target]"))) {
      const link = rect.dataset.target ?? "";
      if (link.startsWith("key:")) {
        rect.setAttribute("tabindex", "0");
        continue;
      }
      const a = s("a", { href: this.figure.address(link), "data-link": link, "aria-label": rect.getAttribute("aria-label") });
      for (const name of ["role", "aria-label", "data-target"]) rect.removeAttribute(name);
      rect.replaceWith(a);
      a.append(rect);
    }
    this.picture.replaceChildren(picture);
  }

  showTable({ rows }, of) {
    const { varied, verdicts, readout } = this.last;
    const label = (key) => this.parameters.find(({ id }) => id === key)?.label ?? key;
    const is = verdicts.includes(of);
    const ids = this.measured(of);
    const columns = ids.map((id) => readout.find((one) => one.id === id));
    const many = ids.length > 1;
    const names = is ? ["holds", "violated", "unknown"] : many ? ["mean", "± 95 %"] : ["mean", "± 95 %", "p50", "p99"];
    const fields = is ? names : ["mean", "ci95", "p50", "p99"].slice(0, names.length);
    const row = ({ setting, n, readout, verdicts, worst }) => {
      const found = ids.map((id) => (is ? verdicts : readout).find((one) => one.id === id));
      const link = worst && h("a", { href: this.figure.address(worst.link) }, `seed ${worst.seed}: ${worst.found}`);
      link?.setAttribute("data-link", worst.link);
      const cells = [found[0]?.n ?? n, ...found.flatMap((one) => fields.map((name) => rounded(one?.[name]) ?? "–")), link ?? "–"];
      return h("tr", {}, ...varied.map((key) => h("th", { scope: "row" }, setting[key])), ...cells.map((cell) => h("td", {}, cell)));
    };
    const heads = ids.flatMap((_, at) => names.map((name) => (many ? `${columns[at].label}: ${name}` : name)));
    const head = [...varied.map(label), "runs", ...heads, `run with ${this.worst.input.selectedOptions[0].textContent}`];
    const unit = is ? "" : columns[0].unit;
    const what = this.charts.find(({ id }) => id === of)?.label ?? columns[0]?.label;
    this.table.replaceChildren(
      h("caption", {}, is ? `${of}, in how many runs` : unit ? `${what}, ${unit}` : what),
      h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, ...rows.map(row)),
    );
    const words = rows
      .filter(({ says }) => says)
      .map(({ setting, says }) => h("p", {}, [...varied.map((key) => `${label(key)} ${setting[key]}`), says].join(": ")));
    this.says.replaceChildren(...words);
  }

  /** Opens the run of a point or row in the figure. */
  follow(event) {
    const link = event.target.closest("[data-link]")?.dataset.link;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.figure.openPreset({ query: link.split("?")[1] ?? "", steps: [] });
    this.figure.root.scrollIntoView();
    this.figure.status("The run is open.");
  }
}
