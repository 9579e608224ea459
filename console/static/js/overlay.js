// overlay.js: layers over the page. While one is open the page behind is inert (which traps focus); Esc closes the top
// layer and focus goes back where it was. Offers and toasts stand outside the page and stay reachable.

import { show } from "./dom.js";

/** @type {{layer: HTMLElement, back: Element|null, closed: () => void}[]} */
const open = [];

/** @param {HTMLElement} layer @param {HTMLElement|null} [focus] @param {() => void} [closed] */
export function openLayer(layer, focus = null, closed = () => {}) {
  if (open.some((one) => one.layer === layer)) return;
  open.push({ layer, back: document.activeElement, closed });
  show(layer, true);
  layer.classList.add("open");
  page()?.setAttribute("inert", "");
  (focus ?? layer.querySelector("input, textarea, select, button:not([data-close])"))?.focus();
}

/** Close the top layer. @returns {boolean} whether there was one */
export function closeLayer() {
  const top = open.pop();
  if (!top) return false;
  top.layer.classList.remove("open");
  show(top.layer, false);
  if (!open.length) page()?.removeAttribute("inert");
  if (top.back instanceof HTMLElement && top.back.isConnected) top.back.focus();
  top.closed();
  return true;
}

/** @returns {boolean} */
export function layerOpen() {
  return open.length > 0;
}

/** @returns {HTMLElement|null} */
function page() {
  return document.getElementById("app");
}

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-close]") && open.length) closeLayer();
});
