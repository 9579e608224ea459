// main.js: the widget's page starts here: words, storage, network and the page around it are handed in.
import { formats, translator } from "../i18n.js";
import { Widget } from "./app.js";
import { Desk } from "./desk.js";
import { Help } from "./help.js";

/** Storage of this browser; where a page around us forbids it, memory until the window closes. */
function storage() {
  const memory = /** @type {Map<string, string>} */ (new Map());
  let kept = /** @type {Storage|null} */ (null);
  try {
    kept = localStorage;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  return {
    get: (/** @type {string} */ key) => (kept ? kept.getItem(key) : memory.get(key) ?? null),
    set: (/** @type {string} */ key, /** @type {string|null} */ value) => {
      if (!kept) return void (value === null ? memory.delete(key) : memory.set(key, value));
      if (value === null) kept.removeItem(key);
      else kept.setItem(key, value);
    },
  };
}

/** An opaque key of 32 characters. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const root = /** @type {HTMLElement} */ (document.getElementById("widget"));
const language = root.dataset.lang ?? "en";
const host = root.dataset.host ?? "";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const t = translator(JSON.parse(document.getElementById("texts")?.textContent ?? "{}"), language);
const store = storage();
const desk = new Desk({ fetch: (...request) => fetch(...request), language, store });
new Help(root, desk, { t, language });
const widget = new Widget(root, desk, {
  t, language, store, newKey, zone, host, formats: formats(t, language, zone), mostBytes: Number(root.dataset.mostBytes),
  identity: new URLSearchParams(location.hash.slice(1)).get("identity") ?? "",
  open: (conversation, token) => new WebSocket(`${location.origin.replace(/^http/, "ws")}/widget/socket`, ["switchboard.widget", token]),
  tellHost: (message) => { if (host) parent.postMessage(message, host); },
});
if (parent !== window) root.querySelectorAll('[data-act="close"]').forEach((button) => button.removeAttribute("hidden"));
addEventListener("online", () => void widget.outbox.wake());
addEventListener("keydown", (event) => { if (event.key === "Escape") widget.world.tellHost({ switchboard: "close" }); });
addEventListener("message", (event) => { if (event.origin === host && event.data?.switchboard === "opened") widget.sawAll(); });
void widget.resume();
