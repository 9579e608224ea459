// clocks.js: <sb-due>, the clock on a card, and <sb-clocks>, the clocks in the head of the open ticket. Both tick by themselves.

import { Refusal, Unreachable } from "./api.js";
import { attr, clone, each, part, show, text } from "./dom.js";
import { asClock, faceOf, foremost } from "./clock-face.js";
import { desk, DeskElement } from "./desk.js";

/** @import {Clock, Face} from "./clock-face.js" */

const GLYPH = /** @type {Record<string, string>} */ ({
  met: "m6.6 10.2 2.3 2.3 4.5-5", paused: "M8.2 7.5v5M11.8 7.5v5", breach: "M10 6.5v4.2M10 13.3v.01",
});
const AGAIN_MS = 5_000;

/** @type {Set<DueElement>} */
const running = new Set();

/** Paint a ring. @param {Element} ring @param {Face} face */
export function paint(ring, face) {
  const wanted = `ring ring-${face.mode === "stopped" ? "paused" : face.mode}`;
  if (ring.getAttribute("class") !== wanted) ring.setAttribute("class", wanted);
  const fill = part(ring, "fill");
  const counts = face.mode === "ok" || face.mode === "warn";
  attr(fill, "stroke-dasharray", `${counts ? face.share : 0} 100`);
  attr(fill, "visibility", counts ? null : "hidden");
  attr(part(ring, "glyph"), "d", GLYPH[face.mode] ?? "M0 0");
}

/** What a clock says beside its ring. @param {Face} face @returns {string} */
export function words(face) {
  return desk.t(`clocks.${face.word}`, { time: desk.format.duration(face.ms) });
}

class DueElement extends HTMLElement {
  connectedCallback() { running.add(this); }

  disconnectedCallback() { running.delete(this); }

  /** @param {string} name which clock @param {Clock} clock */
  set(name, clock) {
    this.name = name;
    this.clock = clock;
    this.tick();
  }

  tick() {
    const face = desk.state && this.clock ? faceOf(this.clock, desk.now()) : null;
    if (!face) return;
    const kind = this.classList.contains("clock-v") ? "clock" : "sla";
    for (const mode of ["ok", "warn", "breach", "paused", "met", "stopped"]) {
      (kind === "clock" ? this.closest(".clock") ?? this : this).classList.toggle(`${kind}-${mode}`, mode === face.mode);
    }
    paint(part(kind === "clock" ? /** @type {Element} */ (this.closest(".clock")) : this, "ring"), face);
    const short = kind === "sla" && face.word === "left" ? desk.format.duration(face.ms) : words(face);
    text(part(this, "t"), short);
    const state = { ok: "running", warn: "warn", breach: "breached", paused: "paused" }[face.mode];
    const spoken = state ? desk.t("clocks.card", { clock: desk.t(`clock.${this.name}`), state: desk.t(`clocks.state_${state}`) }) : "";
    text(part(this, "say"), kind === "sla" ? `${spoken} ` : "");
  }
}

customElements.define("sb-due", DueElement);
setInterval(() => { for (const one of running) one.tick(); }, 1000);

/** What is known of the open ticket's clocks, as of its `clocks_seq`. @type {{id: string, seq: number, data: any, asked: string}} */
const known = { id: "", seq: -1, data: null, asked: "" };

/** The clocks of a ticket; asks for them when they have changed since. @param {any} ticket @returns {any} */
export function clocksOf(ticket) {
  if (known.id !== ticket.id) Object.assign(known, { id: ticket.id, seq: -1, data: null });
  const wanted = `${ticket.id}:${ticket.clocks_seq}`;
  if (ticket.clocks_seq && known.seq < ticket.clocks_seq && known.asked !== wanted) void ask(ticket.id, ticket.clocks_seq, wanted);
  return known.data;
}

/** Ask again, though nothing is known to have changed: a proof counts up to now. @param {any} ticket */
export async function refresh(ticket) {
  await ask(ticket.id, ticket.clocks_seq, `${ticket.id}:now`);
}

/** @param {string} id @param {number} seq @param {string} wanted */
async function ask(id, seq, wanted) {
  known.asked = wanted;
  try {
    const data = await desk.api.get(`/tickets/${id}/clocks`);
    if (known.id === id) Object.assign(known, { seq, data });
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    setTimeout(() => { if (known.asked === wanted) known.asked = ""; desk.changed(); }, AGAIN_MS);
  }
  desk.changed();
}

class ClocksElement extends DeskElement {
  draw() {
    const ticket = desk.ticket;
    const clocks = ticket?.clocks_seq ? foremost(clocksOf(ticket)?.clocks ?? []) : [];
    show(this, clocks.length);
    each(part(this, "list"), clocks, (one) => `${one.clock}:${one.cycle}`, () => clone("t-clock"), (node, one) => {
      const name = desk.t(`clock.${one.clock}`);
      text(part(node, "name"), name);
      const clock = asClock(one);
      /** @type {any} */ (part(node, "value")).set(one.clock, clock);
      const face = faceOf(clock, desk.now());
      attr(part(node, "why"), "aria-label", desk.t("clocks.why", { clock: name, state: face ? words(face) : "" }));
      attr(part(node, "why"), "data-clock", `${one.clock}:${one.cycle}`);
    });
  }
}

customElements.define("sb-clocks", ClocksElement);
