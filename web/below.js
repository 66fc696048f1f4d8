// What the panels below a figure share: fields with what is wrong beside them, progress with
// cancel, texts to copy. They and their styles are loaded when one is asked for.

import { button, h, show, text } from "./shell.js";

/** Opens the panel `Panel` of a figure below the button that asked for it, or closes it. */
export async function toggle(figure, opener, Panel) {
  const known = opener.panel;
  opener.panel ??= new Panel(figure);
  const { el } = opener.panel;
  if (known) show(el, el.hidden);
  else {
    await styles(figure.base);
    opener.closest("section").parentElement.after(el);
  }
  opener.setAttribute("aria-expanded", String(!el.hidden));
  if (!el.hidden) opener.panel.heading.focus();
}

let loaded;
/** What the panels look like. */
const styles = (base) =>
  (loaded ??= new Promise((done) => {
    document.head.append(h("link", { rel: "stylesheet", href: new URL("below.css", base).href, onload: done, onerror: done }));
  }));

/** @import { Figure } from "./figure.js" */

export class Below {
  /** @type {HTMLButtonElement} what starts it */
  go;

  /**
   * A panel `name` of a figure, with a heading.
   * @param {Figure} figure
   * @param {string} name
   * @param {string} title
   */
  constructor(figure, name, title) {
    this.figure = figure;
    this.name = name;
    this.heading = h("h2", { tabIndex: -1 }, title);
    this.count = h("p.count", { role: "status" });
    this.wrong = h("p.error", { role: "alert", hidden: true });
    this.note = h("p.note", { role: "status" });
    this.command = h("code");
    this.result = h("div.result", { hidden: true });
    this.el = h("section.below", { "aria-label": title });
    this.el.classList.add(name);
  }

  /** A labelled input, what it is, and what is wrong with it. */
  field(label, input, size = "", hint = "") {
    const id = `${this.figure.uid}-${this.name}-${(this.fields = (this.fields ?? 0) + 1)}`;
    const error = h("p.error", { id: `${id}-error`, role: "alert", hidden: true });
    const about = hint ? h("small", { id: `${id}-about` }, hint) : null;
    input.id = id;
    input.setAttribute("aria-describedby", [about?.id, error.id].filter(Boolean).join(" "));
    const el = h("div.field", {}, h("label", { htmlFor: id }, label), input, about, error);
    if (size) el.classList.add(size);
    return { el, input, error };
  }

  /** What is under way: `label` names the bar. */
  makeProgress(label) {
    this.bar = h("progress", { "aria-label": label });
    this.far = h("span");
    this.said = h("span.hide", { role: "status" });
    this.progress = h(
      "div.progress",
      { hidden: true },
      this.bar,
      this.far,
      this.said,
      button("Cancel", () => this.cancel()),
    );
    return this.progress;
  }

  /** How far it is, for the eye; aloud at every quarter. */
  tellFar(done, all, shown, aloud) {
    Object.assign(this.bar, { max: all, value: done });
    text(this.far, shown);
    const quarter = Math.floor((4 * done) / all);
    if (quarter !== this.quarter) text(this.said, aloud);
    this.quarter = quarter;
  }

  /** Ends what is under way. */
  cancel() {}

  /** The command that does the same. */
  makeCommand() {
    return h("p.command", {}, "The same from the command line: ", this.command);
  }

  copyCommand() {
    return button("Copy command", () => this.copy("Command", this.command.textContent));
  }

  /** Says what is wrong, beside the one of the `fields` (by name) that it is about; or that nothing is. */
  complainOf(error, fields, all) {
    const [, key, rest] = error?.message.match(/^([a-z0-9-]+): (.+)$/s) ?? [];
    const at = fields[key];
    for (const field of all) {
      const mine = field === at;
      text(field.error, mine ? rest : "");
      show(field.error, mine);
      field.input.setAttribute("aria-invalid", String(mine));
    }
    const general = error && !at ? error.message : "";
    text(this.wrong, general);
    show(this.wrong, Boolean(general));
    if (error) text(this.count, "");
    this.go.disabled = Boolean(error);
  }

  /** Copies a text; where the browser refuses, it is shown, to be copied by hand. */
  async copy(what, value) {
    try {
      await navigator.clipboard.writeText(value);
      text(this.note, `${what} copied.`);
    } catch {
      const field = h("textarea", { readOnly: true, value, rows: 5, "aria-label": what });
      this.note.replaceChildren(field);
      field.select();
    }
  }
}

/** What scrolls by itself, and can be reached to do so. */
export const scroller = (label, ...content) => h("div.scroll", { tabIndex: 0, role: "region", "aria-label": label }, ...content);
