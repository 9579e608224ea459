// menu.js: menus under a button (data-menu="name" opens #menu-name) and tab lists. Arrow keys move, Esc closes,
// a click elsewhere closes; one item is in the tab order.

import { attr, show } from "./dom.js";

/** @type {{button: HTMLElement, menu: HTMLElement}|null} */
let current = null;

/** @param {HTMLElement} menu @returns {HTMLElement[]} */
function items(menu) {
  return [...menu.querySelectorAll("[role^=menuitem]")].filter((one) => !one.hasAttribute("hidden")).map((one) => /** @type {HTMLElement} */ (one));
}

/** @param {HTMLElement} button @param {HTMLElement} menu */
export function openMenu(button, menu) {
  if (current?.menu === menu) return closeMenu(true);
  closeMenu(false);
  current = { button, menu };
  show(menu, true);
  attr(button, "aria-expanded", "true");
  const list = items(menu);
  (list.find((one) => one.getAttribute("aria-checked") === "true") ?? list[0])?.focus();
}

/** @param {boolean} back whether focus returns to the button */
export function closeMenu(back) {
  if (!current) return;
  const { button, menu } = current;
  current = null;
  show(menu, false);
  attr(button, "aria-expanded", "false");
  if (back) button.focus();
}

/** @returns {boolean} */
export function menuOpen() {
  return current !== null;
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLElement|null} */ (target.closest("[data-menu]"));
  if (button) {
    const menu = document.getElementById(`menu-${button.dataset.menu}`);
    if (menu) openMenu(button, menu);
  } else if (current && !current.button.contains(target)) {
    closeMenu(current.menu.contains(target));
  }
});

document.addEventListener("keydown", (event) => {
  if (!current) return;
  const list = items(current.menu);
  const at = list.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (to !== undefined) {
    list[(to + list.length) % list.length]?.focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
    closeMenu(true);
    event.stopImmediatePropagation();
  } else if (event.key === "Tab") {
    closeMenu(false);
  }
}, true);

/** Select a tab of a tab list and tell who listens. @param {HTMLElement} list @param {HTMLElement} tab */
export function selectTab(list, tab) {
  for (const one of list.querySelectorAll("[role=tab]")) {
    attr(one, "aria-selected", String(one === tab));
    /** @type {HTMLElement} */ (one).tabIndex = one === tab ? 0 : -1;
  }
}

/** @param {HTMLElement} list @param {(tab: HTMLElement) => void} chosen */
export function tabs(list, chosen) {
  const choose = (/** @type {HTMLElement} */ tab) => { selectTab(list, tab); chosen(tab); };
  list.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[role=tab]"));
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    const tab = all[(to + all.length) % all.length];
    choose(tab);
    tab.focus();
    event.preventDefault();
  });
}
