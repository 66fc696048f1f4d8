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
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    menu.remove();
    closed?.();
  });
  host.append(menu);
  menu.showPopover();
  const room = { x: innerWidth - menu.offsetWidth - 8, y: innerHeight - menu.offsetHeight - 8 };
  const below = rect.bottom + 6;
  const top = below <= room.y ? below : rect.top - menu.offsetHeight - 6;
  menu.style.setProperty("left", `${clamp(rect.left, 8, Math.max(room.x, 8))}px`);
  menu.style.setProperty("top", `${clamp(top, 8, Math.max(room.y, 8))}px`);
  items[0]?.focus();
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
