// toasts.js: <sb-toasts>: short news that goes by itself, waits while looked at, and offers to undo.

import { clone, part, show, text } from "./dom.js";

const STAYS_MS = 6_000;
const MOST = 4;

class ToastsElement extends HTMLElement {
  connectedCallback() {
    this.addEventListener("mouseenter", () => this.hold(true));
    this.addEventListener("mouseleave", () => this.hold(false));
    this.addEventListener("focusin", () => this.hold(true));
    this.addEventListener("focusout", () => this.hold(false));
  }

  /** @param {string} words @param {{label: string, act: () => void}|null} undo */
  add(words, undo) {
    const node = clone("t-toast");
    text(part(node, "text"), words);
    const button = part(node, "undo");
    show(button, undo);
    if (undo) {
      text(button, undo.label);
      button.addEventListener("click", () => { node.remove(); undo.act(); });
    }
    part(node, "x").addEventListener("click", () => node.remove());
    this.append(node);
    while (this.children.length > MOST) this.firstElementChild?.remove();
    this.expire(node);
  }

  /** @param {HTMLElement} node */
  expire(node) {
    setTimeout(() => (this.held ? this.expire(node) : node.remove()), STAYS_MS);
  }

  /** @param {boolean} on */
  hold(on) {
    this.held = on;
  }
}

customElements.define("sb-toasts", ToastsElement);

/** @param {string} words @param {{label: string, act: () => void}|null} [undo] */
export function toast(words, undo = null) {
  /** @type {ToastsElement|null} */ (document.querySelector("sb-toasts"))?.add(words, undo);
}
