// Light, dark, or as the system says: an element's data-theme, which style sheet and painter follow.

import { stored, text } from "./dom.js";

const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const themes = ["auto", "light", "dark"];

/** Whether the dark theme is in force, with the choice on `el`. */
export const dark = (el = root) => (el.dataset.theme ? el.dataset.theme === "dark" : system.matches);

/** Calls back whenever the theme in force may have changed, until `signal` says to stop. */
export function onTheme(changed, { signal }, el = root) {
  system.addEventListener("change", changed, { signal });
  new MutationObserver(changed).observe(el, { attributeFilter: ["data-theme"] });
}

/** Puts a theme in force and remembers it. */
function put(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  stored.set("bivalent-theme", theme === "auto" ? null : theme);
}

/** Makes `button` go round the three themes. */
export function themeButton(button) {
  const kept = stored.get("bivalent-theme");
  let at = Math.max(themes.indexOf(kept ?? "auto"), 0);
  if (at) put(themes[at]);
  const label = () => {
    text(button, themes[at]);
    button.setAttribute("aria-label", `Theme: ${themes[at]}`);
  };
  button.addEventListener("click", () => {
    at = (at + 1) % themes.length;
    put(themes[at]);
    label();
  });
  label();
}
