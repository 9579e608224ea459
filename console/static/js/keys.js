// keys.js: the keyboard. Which key means which act is a pure table; single keys rest while one types or composes, in a
// dialog, and when the person turned them off.

import { composing } from "./dom.js";
import { flag } from "./prefs.js";

const SINGLE = /** @type {Record<string, string>} */ ({
  j: "next", k: "previous", "[": "pane-left", "]": "pane-right", r: "reply", n: "note", t: "transfer", z: "snooze", e: "solve",
  p: "priority", l: "tags", c: "copy-link", a: "accept", d: "decline", m: "mute", h: "hold", "/": "macro", x: "mark", "?": "keys", A: "presence", i: "insert-article",
});
const AFTER_G = /** @type {Record<string, string>} */ ({ w: "go-work", b: "go-board", p: "go-people", k: "go-knowledge", s: "go-settings" });
const G_WAITS_MS = 1_200;

/** The act a key press asks for, or "". `by` is what the keyboard's own layout names the key: a Chinese or Cyrillic layout
 * gives other letters, then the place of the key counts.
 * @param {{key: string, code: string, ctrl: boolean, alt: boolean, typing: boolean, layer: boolean, single: boolean, afterG: boolean}} press
 * @returns {string} */
export function actOf(press) {
  if (press.ctrl && !press.alt && letter(press) === "k") return "palette";
  if (press.key === "Escape") return "close";
  if (press.ctrl || press.alt || press.typing || press.layer || !press.single) return "";
  const name = letter(press);
  if (press.afterG) return AFTER_G[name] ?? "";
  return name === "g" ? "g" : SINGLE[name] ?? "";
}

/** @param {{key: string, code: string}} press @returns {string} */
function letter({ key, code }) {
  if (key === "？") return "?";
  if (/^[\x20-\x7e]$/.test(key)) return key;
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key;
}

/** @param {EventTarget|null} target @returns {boolean} */
function isField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"));
}

/** Listen, and call `run` with the act. @param {(act: string, event: KeyboardEvent) => boolean} run true when the act was done
 * @param {() => boolean} layerOpen */
export function listen(run, layerOpen) {
  let gAt = 0;
  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const act = actOf({
      key: event.key, code: event.code, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, typing: isField(event.target),
      layer: layerOpen(), single: flag("single-keys", true), afterG: Date.now() - gAt < G_WAITS_MS,
    });
    gAt = act === "g" ? Date.now() : 0;
    if (act && act !== "g" && run(act, event)) event.preventDefault();
  });
}
