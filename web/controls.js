// The controls of a schema: native inputs, labelled, with typed values and a way back.

import { button, clamp, h, show, slide, text } from "./dom.js";

/** A raw value (an integer) as typed in a link. */
const WRITE = { duration: (raw) => `${raw}us`, share: (raw) => `${raw / 1e4}%`, rate: (raw) => `${raw / 1e3}` };
const STOPS = 200;

/** The raw value at a stop of a range on a log scale. A range that begins at nothing keeps it as its first stop. */
function fromStop({ min, max, step }, stop) {
  if (stop <= 0) return min;
  const low = min || step;
  const raw = low * (max / low) ** (stop / STOPS);
  const fine = Math.max(step, 10 ** Math.floor(Math.log10(raw) - 1));
  return clamp(Math.round(raw / fine) * fine, min, max);
}

function toStop({ min, max, step }, raw) {
  const low = min || step;
  return raw <= min ? 0 : Math.round((Math.log(raw / low) / Math.log(max / low)) * STOPS) || 1;
}

/** @import { Parameter, Value } from "./types/page.d.ts" */
/** @import { Figure } from "./figure.js" */

export class Controls {
  /** @type {[any, string] | null} a row and its value, to be set in the next frame */
  pending = null;

  /** @param {Figure} figure */
  constructor(figure) {
    this.figure = figure;
    this.rows = figure.entry.specs.map((spec) => this.row(spec));
    const rows = (primary) => this.rows.filter((row) => row.spec.primary === primary).map((row) => row.el);
    const more = rows(false);
    this.el = h(
      "div.controls",
      {},
      ...rows(true),
      (this.end = h(
        "p.end",
        {},
        button("Reset all", () => this.reset()),
      )),
      more.length ? h("details.more", {}, h("summary", {}, "More controls"), ...more) : null,
      figure.entry.samples ? this.samples(figure.entry.samples) : null,
    );
  }

  /** @param {Parameter} spec */
  row(spec) {
    const id = `${this.figure.uid}-${spec.id}`;
    const row = { spec, id, error: h("p.error", { id: `${id}-error`, role: "alert", hidden: true }) };
    const help = h("span.help", { id: `${id}-help` }, spec.help);
    row.label = h("label", { htmlFor: id, title: spec.help }, spec.label);
    const parts = (this[spec.kind] ?? this.amount).call(this, row);
    for (const part of parts) part.setAttribute("aria-describedby", `${id}-help ${id}-error`);
    row.el = h(`div.row.${spec.kind}`, {}, row.legend ? null : row.label, ...parts, help, row.error);
    row.label.addEventListener("dblclick", () => this.set(row, spec.default));
    row.el.addEventListener("keydown", (event) => {
      const typing = event.target.type === "text";
      if (typing || (event.key !== "Delete" && event.key !== "Backspace")) return;
      event.preventDefault();
      this.set(row, spec.default);
    });
    return row;
  }

  /** A number: a range and a field that shows the value with its unit and takes a typed one. */
  amount(row) {
    const { spec } = row;
    const log = spec.scale === "log";
    const ends = log ? { min: 0, max: STOPS, step: 2 } : { min: spec.min, max: spec.max, step: spec.step };
    const raw = () => (log ? fromStop(spec, Number(range.value)) : Number(range.value));
    const range = h("input", { type: "range", id: row.id, ...ends });
    const field = h("input", { type: "text", autocomplete: "off", "aria-label": `${spec.label}, typed` });
    range.addEventListener("input", () => this.soon(row, (WRITE[spec.kind] ?? String)(raw())));
    range.addEventListener("dblclick", () => this.set(row, spec.default));
    field.addEventListener("change", () => this.set(row, field.value));
    field.addEventListener("focus", () => field.select());
    row.put = (value) => {
      const at = log ? toStop(spec, value.raw) : value.raw;
      slide(range, at);
      range.setAttribute("aria-valuetext", value.display);
      field.value = spec.kind === "count" ? value.text : value.display;
    };
    return [range, field];
  }

  switch(row) {
    const box = h("input", { type: "checkbox", id: row.id, role: "switch" });
    box.addEventListener("change", () => this.set(row, box.checked ? "on" : "off"));
    row.put = ({ raw }) => (box.checked = raw === 1);
    return [box];
  }

  choice(row) {
    return row.spec.options.length > 3 ? this.select(row) : this.segments(row);
  }

  select(row) {
    const options = row.spec.options.map(({ id, label }) => h("option", { value: id }, label));
    const el = h("select", { id: row.id }, ...options);
    el.addEventListener("change", () => this.set(row, el.value));
    row.put = ({ text: value }) => (el.value = value);
    return [el];
  }

  segments(row) {
    const radios = row.spec.options.map(({ id }) =>
      h("input", { type: "radio", name: row.id, value: id, onchange: () => this.set(row, id) }),
    );
    const labels = row.spec.options.map(({ label }, at) => h("label", {}, radios[at], h("span", {}, label)));
    row.put = ({ text: value }) => radios.forEach((radio) => (radio.checked = radio.value === value));
    row.legend = true;
    row.label = h("span.name", { id: `${row.id}-name`, title: row.spec.help }, row.spec.label);
    return [h("div.segments", { role: "radiogroup", "aria-labelledby": `${row.id}-name` }, row.label, ...labels)];
  }

  seed(row) {
    const field = h("input", { type: "text", id: row.id, inputMode: "numeric", autocomplete: "off" });
    field.addEventListener("change", () => this.set(row, field.value));
    const dice = button(
      "Another seed",
      () => this.set(row, String(Math.floor(Math.random() * 1e4))),
      "M2 2h12v12H2zm3 3h2v2H5zm4 4h2v2H9z",
    );
    dice.classList.add("dice");
    row.put = ({ text: value }) => (field.value = value);
    return [field, dice];
  }

  /** A list of the reader's own, pasted; how many were taken is said, and what was left out. */
  samples(label) {
    const field = h("textarea", { rows: 4, "aria-label": label, placeholder: "one a line, in ms", spellcheck: false });
    const said = h("p", { role: "status" });
    const take = () => {
      const issue = this.figure.set("samples", field.value);
      said.classList.toggle("error", Boolean(issue));
      text(said, issue?.message ?? this.figure.call("value", "samples"));
    };
    return h("details.samples", {}, h("summary", {}, label), field, button("Use these", take), said);
  }

  /** Sets at most once a frame while a range is dragged. */
  soon(row, value) {
    if (!this.pending) requestAnimationFrame(() => this.flush());
    this.pending = [row, value];
  }

  flush() {
    if (!this.pending) return;
    const [row, value] = this.pending;
    this.pending = null;
    this.set(row, value);
  }

  /** Sets one parameter; what is wrong with the value is said beside it, and the run at hand stays. */
  set(row, value) {
    const issue = this.figure.set(row.spec.id, value);
    text(row.error, issue?.message ?? "");
    show(row.error, Boolean(issue));
    row.el.classList.toggle("wrong", Boolean(issue));
  }

  reset() {
    this.rows.forEach((row, at) => {
      if (this.values[at].text !== row.spec.default) this.set(row, row.spec.default);
    });
  }

  /** Shows the values the figure has, in the schema's order: `{ raw, text, display }`. */
  show(values) {
    this.values = values;
    const of = Object.fromEntries(this.rows.map((row, at) => [row.spec.id, values[at].text]));
    show(
      this.end,
      this.rows.some((row, at) => values[at].text !== row.spec.default),
    );
    this.rows.forEach((row, at) => {
      row.put(values[at]);
      const { when } = row.spec;
      show(row.el, !when || of[when[0]] === when[1]);
      row.el.classList.toggle("moved", values[at].text !== row.spec.default);
    });
  }
}
