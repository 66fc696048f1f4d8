// Native popovers and dialogs: what can be done to a thing in the picture.

import { button, clamp, h } from "./dom.js";

/** Opens a menu at a rectangle of the window; `choices` are `{ label, pick }`. */
export function openMenu(host, { rect, title, choices, closed }) {
  const items = choices.map(({ label, pick }) => {
    const item = button(label, () => {
      menu.hidePopover();
      pick();
    });
    item.setAttribute("role", "menuitem");
    return item;
  });
  const menu = h("div.menu", { popover: "auto", role: "menu", "aria-label": title }, h("p", { role: "presentation" }, title), ...items);
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = items.indexOf(menu.getRootNode().activeElement);
    items[(at + step + items.length) % items.length].focus();
  });
  openAt(host, rect, menu, closed);
  items[0]?.focus();
}

/** Shows a popover below or above a rectangle of the window; it is removed when it closes. */
export function openAt(host, rect, popover, closed) {
  popover.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    popover.remove();
    closed?.();
  });
  host.append(popover);
  popover.showPopover();
  const room = { x: innerWidth - popover.offsetWidth - 8, y: innerHeight - popover.offsetHeight - 8 };
  const below = rect.bottom + 6;
  const top = below <= room.y ? below : rect.top - popover.offsetHeight - 6;
  popover.style.setProperty("left", `${clamp(rect.left, 8, Math.max(room.x, 8))}px`);
  popover.style.setProperty("top", `${clamp(top, 8, Math.max(room.y, 8))}px`);
}

/** Opens a modal dialog with a heading. */
export function openDialog(host, title, ...content) {
  const close = button("Close", () => dialog.close());
  const dialog = h("dialog", { "aria-label": title }, h("h2", {}, title), ...content, close);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  host.append(dialog);
  dialog.showModal();
  return dialog;
}
