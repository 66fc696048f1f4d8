// The dialog that judges a history from elsewhere: pasted, chosen or dropped; nothing leaves the page.

import { Job } from "./job.js";
import { size, styles } from "./share.js";
import { button, fillTable, h, openDialog, show, SIGNS, text, WORDS } from "./shell.js";

/** Larger files are for the command line, in bytes. */
const FILE_MAX = 32e6;
/** More text is not shown in the field, in bytes. */
const SHOWN_MAX = 1e6;
/** How long is searched, in milliseconds. */
const BUDGET = 60_000;

const MODELS = [
  ["register", "Registers: read, write"],
  ["cas-register", "Registers: read, write, cas"],
  ["multi-register", "Transactions over registers: txn"],
  ["kv", "Key-value store: get, put, append"],
  ["mutex", "Locks: acquire, release"],
];

/** Histories to try, from the site's own folder: file, model, label. */
const EXAMPLES = [
  ["register-raft.edn", "register", "Raft without faults"],
  ["register-stale-read.edn", "register", "Stale read in a partition"],
  ["kv-lost-append.json", "kv", "Lost append"],
  ["mutex-expired-lease.csv", "mutex", "Lock with two holders"],
];

/** @type {Judge | null} */
let open = null;

/** Opens it, with a file if there is one. */
export async function judge(figure, file) {
  await styles(document);
  open ??= new Judge(figure);
  if (file) await open?.take(file);
}

class Judge {
  /** @type {Job<"Outside"> | null} */
  job = null;

  /** @param {import("./figure.js").Figure} figure */
  constructor(figure) {
    this.base = figure.base;
    const resume = figure.hold();
    this.model = h("select", { "aria-label": "What it is a history of" }, ...MODELS.map(([value, label]) => h("option", { value }, label)));
    this.init = h("input", { type: "text", placeholder: "nil" });
    this.field = h("textarea", {
      rows: 8,
      spellcheck: false,
      "aria-label": "History",
      placeholder: "{:process 0, :type :invoke, :f :write, :value 3}",
    });
    // What is typed takes the place of a file that is too long to be shown.
    this.field.addEventListener("input", () => (this.long = null));
    this.field.addEventListener("paste", (event) => this.paste(event));
    this.file = h("input", { type: "file", hidden: true });
    this.file.addEventListener("change", () => this.file.files[0] && this.take(this.file.files[0]));
    this.go = button("Judge", () => this.judge());
    this.stop = button("Cancel", () => this.end("It was cancelled."));
    this.stop.hidden = true;
    this.status = h("p", { role: "status" });
    this.error = h("p.failed", { role: "alert", hidden: true });
    this.result = h("div.result");
    const dialog = openDialog(document.body, "Judge a history of your own", ...this.content());
    dialog.classList.add("share", "judge");
    dialog.addEventListener("close", () => {
      open = null;
      this.end();
      resume();
    });
  }

  content() {
    return [
      h(
        "p",
        {},
        "Is it linearizable? Paste what a test of your own system wrote down, or drop the file: Jepsen's EDN or log lines, JSON, or CSV. It does not leave this browser.",
      ),
      h(
        "div.buttons",
        { role: "group", "aria-label": "Try an example" },
        h("span", {}, "Try an example:"),
        ...EXAMPLES.map(([file, model, label]) => button(label, () => this.example(file, model))),
      ),
      h("div.asked", {}, h("label", {}, "History of ", this.model), h("label", {}, "At first ", this.init)),
      this.field,
      h(
        "div.buttons",
        {},
        this.go,
        button("Choose a file", () => this.file.click()),
        this.stop,
        this.file,
      ),
      this.status,
      this.error,
      this.result,
    ];
  }

  /** Takes what is pasted as it takes a file, if it is one, or too long for the field. */
  paste(event) {
    const data = event.clipboardData;
    const content = data.getData("text");
    const file = data.files[0] ?? (content.length > SHOWN_MAX ? new File([content], "pasted text") : null);
    if (!file) return;
    event.preventDefault();
    this.take(file);
  }

  /** Takes a file, and judges it at once. */
  async take(file) {
    this.end();
    if (file.size > FILE_MAX)
      return this.fail(`more than ${size(FILE_MAX)} are for the command line, bivalent judge; ${file.name} has ${size(file.size)}`);
    const content = await file.text().catch(() => null);
    if (content == null) return this.fail(`no file can be read from ${file.name}`);
    const long = content.length > SHOWN_MAX;
    this.long = long ? content : null;
    this.field.value = long ? `${file.name}: ${size(file.size)}` : content;
    this.judge();
  }

  /** Takes one of the site's examples. */
  async example(file, model) {
    const answer = await fetch(new URL(`histories/${file}`, this.base)).catch(() => null);
    if (!answer?.ok) return this.fail(`the example ${file} cannot be loaded`);
    this.model.value = model;
    this.init.value = "";
    this.take(new File([await answer.blob()], file));
  }

  async judge() {
    this.end();
    const job = (this.job = new Job(this.base, "Outside", this.long ?? this.field.value, this.model.value, this.init.value));
    this.stop.hidden = false;
    text(this.status, "The history is being read.");
    try {
      await job.started;
      await this.search(job);
      const told = await job.ask("told");
      text(this.status, "");
      this.show(told);
      await this.draw(job, told.start);
    } catch (error) {
      // Of an attempt that was given up nothing is said here.
      if (job === this.job) this.fail(error.message);
    }
    if (job === this.job) this.stop.hidden = true;
  }

  /** Searches until it is decided, or the time is spent. */
  async search(job) {
    const until = performance.now() + BUDGET;
    for (let steps = 0; steps != null && performance.now() < until;) {
      steps = await job.ask("advance");
      if (steps) text(this.status, `The search is at step ${steps.toLocaleString("en")}.`);
    }
  }

  /** @param {import("./types/page.d.ts").Told} told */
  show({ standing, label, limit, operations, steps, heading, witness, why, keys }) {
    const limits = { memory: "The search gave up: its memory is full.", time: `The search was ended after ${BUDGET / 1000} s.` };
    const checked = { holds: "There is an order of all operations that explains every answer.", violated: `${heading}.` };
    const sign = h("i", { "aria-hidden": "true" }, SIGNS[standing]);
    const summary = h("p.found", {}, sign, h("b", {}, label), h("span.hide", {}, ` (${WORDS[standing]})`));
    const chip = h("div.chip", {}, summary, h("p", {}, checked[standing] ?? `${limits[limit]} bivalent judge searches longer.`));
    chip.dataset.standing = standing;
    if (why) chip.append(h("p", {}, `${why[0].toUpperCase()}${why.slice(1)}.`));
    if (keys.length)
      chip.append(
        h(
          "ul.by-key",
          { "aria-label": "Key by key" },
          ...keys.map(({ key, standing, label }) => h("li", {}, `${SIGNS[standing]} ${key || "no key"}: ${label}`)),
        ),
      );
    const rows = witness.slice(0, 50).map((cells) => h("tr", {}, ...cells.map((cell) => h("td", {}, cell))));
    const accused = witness.length
      ? h("div.scroll", { tabIndex: 0, role: "region", "aria-label": heading }, h("table", {}, h("tbody", {}, ...rows)))
      : null;
    this.result.append(
      chip,
      ...[
        accused,
        h(
          "p",
          {},
          h("small", {}, `${operations.toLocaleString("en")} operation${operations === 1 ? "" : "s"}, ${steps.toLocaleString("en")} steps`),
        ),
      ].filter(Boolean),
    );
  }

  /** Shows the events from `first` on, in place of those that are shown. */
  async draw(job, first) {
    const drawn = await job.ask("draw", first);
    const picture = h("div.scroll.picture", { tabIndex: 0, role: "region", "aria-label": "Client history" }, inline(drawn.svg));
    const table = h("table");
    fillTable(table, drawn.alternative);
    const words = h(
      "details.alternative",
      {},
      h("summary", {}, "The history in words"),
      h("div.scroll", { tabIndex: 0, role: "region", "aria-label": "The history in words" }, table),
    );
    const span = drawn.last - drawn.first;
    const move = (label, to) => button(label, () => this.draw(job, Math.max(0, to)));
    const [earlier, later] = [move("Earlier", drawn.first - span), move("Later", drawn.last)];
    earlier.disabled = drawn.first === 0;
    later.disabled = drawn.last >= drawn.events;
    const where = h("small", { role: "status" }, `Events ${drawn.first + 1} to ${drawn.last} of ${drawn.events}, at equal distances`);
    const moves = h("div.buttons", {}, where, earlier, later);
    show(earlier, drawn.events > span);
    show(later, drawn.events > span);
    this.drawn?.remove();
    this.result.append((this.drawn = h("div", {}, moves, picture, words)));
    if (drawn.focus != null) picture.scrollLeft = drawn.focus - 80;
  }

  /** Gives up what is under way, and what was found before. */
  end(why = "") {
    this.job?.end();
    this.job = null;
    this.result.replaceChildren();
    this.error.hidden = this.stop.hidden = true;
    text(this.status, why);
  }

  fail(message) {
    this.end();
    text(this.error, `${message[0].toUpperCase()}${message.slice(1)}.`);
    this.error.hidden = false;
  }
}

let rules;
/** An SVG element of the page; its rules are put into the page's, where no policy forbids them. */
function inline(svg) {
  const [style, css] = /<style>(.*?)<\/style>/s.exec(svg) ?? ["", ""];
  if (!rules) document.adoptedStyleSheets.push((rules = new CSSStyleSheet()));
  rules.replaceSync(css);
  const made = new DOMParser().parseFromString(svg.replace(style, ""), "text/html");
  return document.adoptNode(/** @type {SVGSVGElement} */ (made.querySelector("svg")));
}
