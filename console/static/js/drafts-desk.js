// drafts-desk.js: one's unsent words at the desk, so that they are found on another device. The device's own copy is drafts.js.

import { Refusal, Unreachable } from "./api.js";
import { draft } from "./drafts.js";

/** @import {OwnDraft} from "./protocol.js" */
/** @typedef {{post: (path: string, body: Record<string, unknown>, options: {lane: string, patient: boolean}) => Promise<any>,
 *   later: (fn: () => void, ms: number) => any, cancel: (timer: any) => void}} World */

const QUIET_MS = 2_000;

export class DeskDrafts {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    /** @type {Map<string, any>} */ this.timers = new Map();
    /** @type {Map<string, OwnDraft>} */ this.elsewhere = new Map();
  }

  /** Something was typed here, which counts from now on: the desk gets it after two quiet seconds. @param {string} who @param {string} ticketId @param {"reply"|"note"} kind */
  typed(who, ticketId, kind) {
    const name = `${ticketId}.${kind}`;
    this.elsewhere.delete(ticketId);
    this.world.cancel(this.timers.get(name));
    this.timers.set(name, this.world.later(() => void this.save(who, ticketId, kind), QUIET_MS));
  }

  /** It was sent: the desk forgets its copy with it, and nothing that was typed before may come after. @param {string} ticketId @param {string} kind */
  sent(ticketId, kind) {
    this.world.cancel(this.timers.get(`${ticketId}.${kind}`));
    this.elsewhere.delete(ticketId);
  }

  /** What the desk keeps came with the thread. @param {string} ticketId @param {OwnDraft|null} kept */
  received(ticketId, kept) {
    if (kept) this.elsewhere.set(ticketId, kept);
    else this.elsewhere.delete(ticketId);
  }

  /** The desk's draft, when it says something else than this device's and is newer. @param {string} who @param {string} ticketId @returns {OwnDraft|null} */
  other(who, ticketId) {
    const kept = this.elsewhere.get(ticketId);
    const here = kept && draft(who, ticketId, kept.mode);
    return kept && (!here || (here.text !== kept.text && here.at < kept.at)) ? kept : null;
  }

  /** A desk that cannot be reached is no loss: this device keeps the words. @param {string} who @param {string} ticketId @param {"reply"|"note"} kind */
  async save(who, ticketId, kind) {
    this.timers.delete(`${ticketId}.${kind}`);
    const here = draft(who, ticketId, kind);
    const words = { text: here?.text ?? "", mode: kind, since_seq: here?.since ?? 0 };
    try {
      await this.world.post(`/tickets/${ticketId}/draft`, words, { lane: ticketId, patient: false });
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    }
  }
}
