// The dialog of links, lines of code and files. It and its styles are loaded when it is opened.

import { Job } from "./job.js";
import { button, dark, h, openDialog, SIDE_BY_SIDE, text } from "./shell.js";

/** Opens it for the run at hand; in a frame of no origin, which may keep none, without files. */
export async function share(figure) {
  await styles(figure.root.getRootNode());
  const host = figure.page ? document.body : figure.root;
  // Asked for twice, or of a figure that has stopped meanwhile.
  if (!figure.player || host.querySelector("dialog")) return;
  const resume = figure.hold();
  const files = origin === "null" ? null : new Files(figure);
  /** @type {(() => void) | null} */
  let next = null;
  const own =
    figure.page &&
    figure.entry.history &&
    judgeSection(() => {
      next = () => figure.later("judge");
      dialog.close();
    });
  const more = figure.page
    ? null
    : h(
        "p",
        {},
        "To sweep over many runs, search every schedule or judge a history of your own, ",
        h("a", { href: figure.address(figure.call("link", true)), target: "_blank" }, "open this run on its own page"),
        ".",
      );
  const sections = [links(figure), files && files.el, own, more].filter(Boolean);
  const dialog = openDialog(host, "Share this run", ...sections);
  dialog.classList.add("share");
  dialog.addEventListener("close", () => {
    files?.cancel();
    resume();
    next?.();
  });
}

let sheet;
/** Puts the dialogs' styles into the page or the shadow root where they are to stand. */
export async function styles(root) {
  sheet ??= fetch(new URL("share.css", import.meta.url)).then(async (answer) => {
    const made = new CSSStyleSheet();
    made.replaceSync(await answer.text());
    return made;
  });
  try {
    const made = await sheet;
    if (!root.adoptedStyleSheets.includes(made)) root.adoptedStyleSheets.push(made);
  } catch {
    // Plain, and tried again the next time.
    sheet = null;
  }
}

const section = (title, ...content) => h("section", {}, h("h3", {}, title), ...content);

/** What can be copied. */
function links(figure) {
  const { base, entry } = figure;
  const [run, moment] = [false, true].map((at) => figure.call("link", at));
  const frame = new URL(figure.address(run));
  frame.search = `?embed${frame.search.replace("?", "&")}`;
  const size = 'width="700" height="800"';
  const said = h("p.hide", { role: "status" });
  const row = (label, value) => field(label, value, said);
  return section(
    "Copy",
    row("Link", figure.address(run)),
    row("Link to this moment", figure.address(moment)),
    row(
      "Element",
      `<script type="module" src="${new URL("bivalent.js", base)}"></script>\n<bivalent-figure src="${escaped(run)}"></bivalent-figure>`,
    ),
    row("Frame", `<iframe src="${escaped(frame.href)}" sandbox="allow-scripts" ${size} title="${escaped(entry.title)}"></iframe>`),
    row("mdBook block", `\`\`\`bivalent\n${run}\n\`\`\``),
    said,
  );
}

const escaped = (value) => value.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/** A text with a button that copies it; where the browser refuses, it is selected to be copied by hand. */
function field(label, value, said) {
  const rows = value.split("\n").length;
  const box = rows > 1 ? h("textarea", { rows }) : h("input", { type: "text" });
  Object.assign(box, { readOnly: true, value, spellcheck: false });
  box.setAttribute("aria-label", label);
  box.addEventListener("focus", () => box.select());
  const copy = button("Copy", async () => {
    const done = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    );
    if (!done) box.select();
    call(done ? "Copied" : "Selected");
    text(said, done ? `${label} copied.` : `${label} is selected: copy it with the keyboard.`);
    setTimeout(() => call("Copy"), 2000);
  });
  const call = (word) => {
    text(copy, word);
    copy.setAttribute("aria-label", `${word}: ${label}`);
  };
  call("Copy");
  return h("div.copy", {}, h("span", { "aria-hidden": "true" }, label), box, copy);
}

/** What can be kept as a file. The whole run is computed once, in a worker, when the first is asked for. */
class Files {
  constructor(figure) {
    this.figure = figure;
    this.id = figure.entry.id;
    this.link = figure.call("link", true);
    this.status = h("p", { role: "status" });
    this.stop = button("Cancel", () => this.cancel());
    this.stop.hidden = true;
    const form = (of, label, suffix, type, ...ask) =>
      button(label, () => this.written(`${of} as ${label}`, `${this.id}-${suffix}`, type, ...ask));
    this.el = section(
      "Keep as a file",
      row(
        "Picture",
        "at this moment",
        button("SVG", () => this.svg()),
        button("PNG", () => this.png()),
      ),
      figure.entry.history
        ? row(
            "History",
            "what clients saw",
            form("History", "JSON", "history.json", "application/json", "history", "json"),
            form("History", "Jepsen EDN", "history.edn", "text/plain", "history", "edn"),
            form("History", "CSV", "history.csv", "text/csv", "history", "csv"),
          )
        : null,
      row(
        "Trace",
        "every event",
        form("Trace", "JSON lines", "trace.jsonl", "application/jsonl", "trace", "json"),
        form("Trace", "ShiViz log", "shiviz.log", "text/plain", "trace", "shiviz"),
      ),
      h("div.progress", {}, this.status, this.stop),
    );
  }

  /** As large as the figure is, if its views have room side by side. */
  get size() {
    const { width, height } = this.figure.stage;
    return width < SIDE_BY_SIDE ? [915, 472] : [width, height];
  }

  svg() {
    const theme = dark(this.figure.themed);
    this.written("Picture as SVG", `${this.id}.svg`, "image/svg+xml", "svg", ...this.size, theme);
  }

  /** Painted by the figure itself, twice as fine as its pixels. */
  async png() {
    const { figure } = this;
    const [width, height] = this.size;
    const canvas = h("canvas", { width: width * 2, height: height * 2 });
    figure.call("frame", width, height, 2, -1);
    figure.call("paint", canvas.getContext("2d"), dark(figure.themed));
    figure.stage.frame();
    const blob = await new Promise((resolve) => {
      canvas.toBlob(resolve, "image/png");
    });
    if (blob) this.save(`${this.id}.png`, blob);
    else text(this.status, "This browser makes no picture of it.");
  }

  /** Has the worker write a file. */
  async written(what, name, type, method, ...args) {
    if (this.busy) return;
    this.busy = true;
    this.stop.hidden = false;
    try {
      const content = await this.compute(method, ...args);
      this.save(name, new Blob([content], { type }));
    } catch (error) {
      this.cancel();
      text(this.status, `${what}: ${error.message}.`);
    }
    this.busy = false;
    this.stop.hidden = true;
  }

  async compute(method, ...args) {
    const job = (this.job ??= new Job(this.figure.base, "Whole", this.link));
    text(this.status, "The run is being computed.");
    for (let part = 0; part < 1;) {
      part = await job.ask("work");
      text(this.status, part < 1 ? `The run is being computed: ${Math.floor(part * 100)} %` : "The file is being written.");
    }
    return job.ask(method, ...args);
  }

  save(name, blob) {
    const href = URL.createObjectURL(blob);
    h("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    text(this.status, `${name} is made: ${size(blob.size)}.`);
  }

  cancel() {
    this.job?.end();
    this.job = null;
  }
}

const row = (label, hint, ...buttons) =>
  h("div.keep", { role: "group", "aria-label": label }, h("span", {}, label, " ", h("small", {}, hint)), ...buttons);

/** Bytes, for people. */
export const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** The way to histories from elsewhere. */
const judgeSection = (go) =>
  section(
    "A history of your own",
    h("p", {}, "What a test of your own system wrote down can be judged here, and drawn as this run's history is."),
    button("Judge a history", go),
  );
