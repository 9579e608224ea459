// chat.js: a chat as this browser knows it: what the desk said, and what is still on its way there. Pure: no document, no network.

/** @typedef {import("../protocol.js").AttachmentBrief} File_ */
/** @typedef {import("../protocol.js").WidgetMessage} Message */
/** @typedef {import("../protocol.js").WidgetChat} Chat */
/** @typedef {{client_id: string, at: number, body: string, files: {id: string, name: string}[], start?: Record<string, any>, failed?: string}} Waiting */
/** @typedef {{key: string, mine: boolean, at: number, author: string|null, body: string, files: File_[], system: boolean, waits: boolean,
 *   failed: string|null, seen: boolean, last: boolean}} Line */

export class Talk {
  constructor() {
    /** @type {Omit<Chat, "messages">|null} */ this.chat = null;
    /** @type {Map<string, Message>} */ this.messages = new Map();
    /** @type {Waiting[]} */ this.waiting = [];
  }

  /** Take what the desk says; older than what is known changes nothing but missing messages. Returns the messages that are new.
   * @param {Chat} told @returns {Message[]} */
  apply(told) {
    if (this.chat && this.chat.conversation_id !== told.conversation_id) this.forget();
    const fresh = told.messages.filter((message) => !this.messages.has(message.id));
    for (const message of told.messages) this.messages.set(message.id, message);
    const arrived = new Set(told.messages.map((message) => message.client_id));
    this.waiting = this.waiting.filter((one) => !arrived.has(one.client_id));
    if (!this.chat || told.seq >= this.chat.seq) {
      const { messages: _messages, ...rest } = told;
      this.chat = rest;
    }
    return fresh;
  }

  /** A new chat begins: nothing of the old one is shown. What waits stays. */
  forget() {
    this.chat = null;
    this.messages.clear();
  }

  /** The newest seq held of the conversation's messages: where to go on from. */
  get newest() {
    let seq = 0;
    for (const message of this.messages.values()) seq = Math.max(seq, message.seq);
    return seq;
  }

  /** The newest message of staff. */
  get newestOfStaff() {
    let seq = 0;
    for (const message of this.messages.values()) if (!message.mine) seq = Math.max(seq, message.seq);
    return seq;
  }

  /** Everything to show, oldest first; what is on its way comes last, in the order it was written. @returns {Line[]} */
  lines() {
    const known = [...this.messages.values()].sort((a, b) => a.seq - b.seq);
    const seenUpto = this.chat?.agent_read_seq ?? 0;
    const lines = known.map((message) => ({
      key: message.client_id ?? message.id, mine: message.mine, at: message.at, author: message.author, body: message.body,
      files: message.attachments, system: message.system, waits: false, failed: /** @type {string|null} */ (null), seen: message.mine && message.seq <= seenUpto, last: false,
    }));
    for (const one of this.waiting) {
      const files = one.files.map((file) => ({ id: file.id, name: file.name, media_type: "", size: 0, url: "" }));
      lines.push({ key: one.client_id, mine: true, at: one.at, author: null, body: one.body, files, system: false, waits: !one.failed, failed: one.failed ?? null, seen: false, last: false });
    }
    return lines.map((line, n) => ({ ...line, last: n === lines.length - 1 || lines[n + 1].mine !== line.mine }));
  }
}
