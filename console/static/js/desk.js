// desk.js: the one place a page keeps its state, its line to the desk and its words. Elements register here and are
// asked to draw, once per picture, after something changed.

import { Api, newKey } from "./api.js";
import { DeskDrafts } from "./drafts-desk.js";
import { formats, translator } from "./i18n.js";
import { read, write } from "./prefs.js";
import { forgetThreads, fromSnapshot, reduce } from "./store.js";
import { Socket } from "./socket.js";

/** @typedef {{ticketId: string|null, customerId: string|null, tab: string, view: string}} Ui */
/** @typedef {HTMLElement & {draw: () => void}} Drawn */

const ACTIVE_MS = 120_000;

class Desk {
  constructor() {
    /** @type {Set<Drawn>} */ this.elements = new Set();
    /** @type {any} */ this.state = null;
    /** @type {Ui} */ this.ui = { ticketId: null, customerId: null, tab: "mine", view: "list" };
    this.line = /** @type {import("./socket.js").Line} */ ("connecting");
    this.retryAt = /** @type {number|null} */ (null);
    this.waiting = 0;
    this.skew = 0;
    this.drawing = false;
    this.touchedAt = Date.now();
    /** @type {((frame: any) => void)[]} */ this.listeners = [];
  }

  /** Read the page's data blocks and begin. */
  begin() {
    const lang = document.documentElement.lang;
    this.t = translator(block("texts"), lang);
    this.zone = document.body.dataset.zone ?? "UTC";
    this.format = formats(this.t, lang, this.zone);
    this.state = fromSnapshot(block("snapshot"));
    this.skew = this.state.at - Date.now();
    const world = { fetch: window.fetch.bind(window), later: setTimeout.bind(window), key: newKey, language: lang };
    this.api = new Api(world, (waiting) => { this.waiting = waiting; this.changed(); });
    this.drafts = new DeskDrafts({ post: (path, body, how) => this.api.post(path, body, how), later: (fn, ms) => setTimeout(fn, ms), cancel: (id) => clearTimeout(id) });
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => { this.touchedAt = Date.now(); }, { passive: true });
    this.socket = this.openLine();
    this.socket.connect();
    addEventListener("online", () => this.socket.connect());
    this.changed();
  }

  /** @returns {Socket} */
  openLine() {
    const secure = location.protocol === "https:" ? "wss" : "ws";
    return new Socket({
      url: `${secure}://${location.host}/socket`,
      world: { open: (url) => new WebSocket(url), now: () => Date.now(), later: (fn, ms) => setTimeout(fn, ms), cancel: (id) => clearTimeout(id), random: Math.random },
      cursor: () => this.state.seq,
      watch: () => this.watched(),
      device: deviceName(),
      active: () => Date.now() - this.touchedAt < ACTIVE_MS,
      onFrame: (frame) => this.frame(frame),
      onLine: (line, retryAt) => this.lined(line, retryAt),
    });
  }

  /** @param {any} frame */
  frame(frame) {
    if (frame.at) this.skew = frame.at - Date.now();
    this.apply((state) => reduce(state, frame));
    if (this.state.hole) this.socket.resume();
    for (const listener of this.listeners) listener(frame);
  }

  /** @param {import("./socket.js").Line} line @param {number|null} retryAt */
  lined(line, retryAt) {
    if (line === "live" && this.line !== "live") this.api.wake();
    this.line = line;
    this.retryAt = retryAt;
    if (line === "ended") location.assign(`/login?next=${encodeURIComponent(location.pathname + location.hash)}`);
    this.changed();
  }

  /** Change the state by a pure function. @param {(state: any) => any} next */
  apply(next) {
    const state = next(this.state);
    if (state === this.state) return;
    this.state = state;
    this.changed();
  }

  /** Change what is shown, not what is known. @param {Partial<Ui>} patch */
  show(patch) {
    const before = this.ui.ticketId;
    this.ui = { ...this.ui, ...patch };
    if (this.ui.ticketId !== before) {
      this.socket.say({ say: "watch", ticket_ids: this.watched() });
      this.apply((state) => forgetThreads(state, this.watched()));
    }
    this.changed();
  }

  /** @returns {string[]} */
  watched() {
    return this.ui.ticketId ? [this.ui.ticketId] : [];
  }

  /** The desk's time, in milliseconds. @returns {number} */
  now() {
    return Date.now() + this.skew;
  }

  /** The open ticket, if this screen still sees it. @returns {any} */
  get ticket() {
    return this.ui.ticketId ? this.state.records.ticket[this.ui.ticketId] : undefined;
  }

  /** @param {Drawn} element */
  join(element) {
    this.elements.add(element);
    if (this.state) this.changed();
  }

  /** Draw soon: with the next picture, or at once in a hidden tab, where there are no pictures but offers ring. */
  changed() {
    if (this.drawing || !this.state) return;
    this.drawing = true;
    if (document.hidden) setTimeout(() => this.draw(), 0);
    else requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.drawing = false;
    for (const element of this.elements) if (element.isConnected) drawOne(element);
  }
}

/** One part that cannot draw must not keep the others from showing what is true. @param {Drawn} element */
function drawOne(element) {
  try {
    element.draw();
  } catch (error) {
    reportError(error);
  }
}

/** A name for this browser, so that the desk can tell two screens of one person apart. @returns {string} */
function deviceName() {
  const name = read("device", "") || newKey().slice(0, 12);
  write("device", name);
  return name;
}

/** The JSON of a data block of the page. @param {string} id @returns {any} */
function block(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}

export const desk = /** @type {Desk & {t: import("./i18n.js").Translate, format: ReturnType<typeof formats>, api: Api, socket: Socket}} */ (new Desk());

/** An element that draws from the desk. Subclasses set up in `ready`, draw in `draw`. */
export class DeskElement extends HTMLElement {
  connectedCallback() {
    if (this.isReady) return;
    this.isReady = true;
    this.ready();
    desk.join(this);
  }

  ready() {}

  draw() {}
}
