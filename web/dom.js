// Small helpers for building the page. They know no figure.

/**
 * Makes an element: `h("button.quiet", { type: "button", onclick }, "Play")`.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined)} children
 * @returns {any} whichever element the tag says
 */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const el = document.createElement(name);
  if (classes.length) el.className = classes.join(" ");
  for (const key in props) {
    if (key in el) el[key] = props[key];
    else if (props[key] != null) el.setAttribute(key, props[key]);
  }
  el.append(...children.filter((child) => child != null));
  return el;
}

/**
 * Makes an SVG element with attributes.
 * @param {string} name
 * @param {Record<string, any>} attributes
 * @param {...Node} children
 * @returns {any} whichever element the name says
 */
export function s(name, attributes, ...children) {
  const el = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) el.setAttribute(key, attributes[key]);
  el.append(...children);
  return el;
}

/** A picture on a button, from a path drawn in a square of 16. */
export const icon = (d) => s("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, s("path", { d }));

/** A push button; a one-argument label is its text, or with a picture its name. */
export function button(label, onclick, path, tag = "button") {
  const el = h(tag, { type: "button", onclick }, path ? icon(path) : label);
  if (path) name(el, label);
  return el;
}

/** Names a button that shows a picture only. */
export function name(el, label) {
  el.setAttribute("aria-label", label);
  el.title = label;
}

/** Sets a text only where it differs, so that an unchanged page costs nothing. */
export function text(el, value) {
  if (el.textContent !== value) el.textContent = value;
}

/** Shows an element or takes it away. */
export function show(el, visible) {
  if (el.hidden === visible) el.hidden = !visible;
}

/** Keeps one child per item in `parent`, by key, in order: `make` builds it, `update` fills it. */
export function list(parent, items, { key, make, update }) {
  const old = parent.kept ?? new Map();
  const kept = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const id = key(item);
    const el = old.get(id) ?? make(item);
    old.delete(id);
    kept.set(id, el);
    update(el, item);
    if (el === place) place = place.nextSibling;
    else parent.insertBefore(el, place);
  }
  for (const el of old.values()) el.remove();
  parent.kept = kept;
}

/** Microseconds as seconds with a fixed number of decimals. */
export const seconds = (us, digits = 3) => (us / 1e6).toFixed(digits) + " s";

export const clamp = (value, min, max) => Math.min(Math.max(value, min), max);

/** Puts a range's thumb, and draws its track in ink up to there. */
export function slide(range, value) {
  if (Number(range.value) !== value) range.value = value;
  const part = (range.value - range.min) / (range.max - range.min);
  range.style.setProperty("--part", part.toFixed(4));
}

/** A setting kept between visits, where the browser allows it. */
export const stored = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value == null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // Private windows refuse: then it holds for this visit.
    }
  },
};
