// app.js: the widget itself: which view is shown, what is sent, what is told. The state is in chat.js, the drawing in draw.js.
import { announce, fill, part, show, text } from "../dom.js";
import { CallBackForm } from "./callback.js";
import { Below } from "./below.js";
import { Talk } from "./chat.js";
import { Composer } from "./composer.js";
import { maybe, Refusal, Unreachable } from "./desk.js";
import { drawChosen, drawLines } from "./draw.js";
import { Files } from "./files.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { drawHead } from "./head.js";
import { download, pictureOf } from "./received.js";
import { StartForm } from "./start.js";
import { save, transcript } from "./transcript.js";

const PLACE_MS = 15_000;
const NEAR_PX = 60;

/** @typedef {{t: (key: string, values?: Record<string, unknown>) => string, formats: any, language: string, store: any, newKey: () => string,
 *   open: (conversation: string, token: string) => WebSocket, zone: string, identity: string, host: string, mostBytes: number,
 *   tellHost: (message: Record<string, unknown>) => void}} World */

export class Widget {
  /** @param {HTMLElement} root @param {import("./desk.js").Desk} desk @param {World} world */
  constructor(root, desk, world) {
    this.root = root;
    this.desk = desk;
    this.world = world;
    this.t = world.t;
    this.talk = new Talk();
    this.below = new Below(root, desk, world.t);
    this.view = "";
    this.typing = this.meant = false; this.unseen = 0;
    /** @type {import("./start.js").Front} */ this.front = { online: false, ahead: 0, wait_s: null, opens_at: null, reply_s: null, queue_id: null, topics: [] };
    const timing = { later: (/** @type {() => void} */ fn, /** @type {number} */ ms) => setTimeout(fn, ms), cancel: (/** @type {any} */ id) => clearTimeout(id), random: Math.random };
    this.outbox = new Outbox({ ...timing, store: world.store }, (one) => this.send(one), (waiting) => this.waits(waiting));
    this.talk.waiting = this.outbox.waiting;
    this.line = new Line({ ...timing, open: world.open, now: Date.now }, {
      conversation: () => this.talk.chat?.conversation_id ?? null, token: () => desk.token, seen: () => this.talk.chat?.seq ?? 0,
      newest: () => this.talk.newest, poll: (signal) => this.poll(signal), onChat: (chat) => this.take(chat),
      onTyping: (on) => { this.typing = on; this.draw(); }, onState: (state) => { if (state !== "lost") void this.outbox.wake(); this.draw(); },
    });
    const limits = { mostBytes: world.mostBytes, tooLarge: this.t("widget.file_too_large", { size: world.formats.size(world.mostBytes) }), failed: this.t("widget.file_failed") };
    this.files = new Files((file, key) => desk.upload(this.talk.chat?.conversation_id ?? "", file, key), world.newKey, limits, () => {
      this.draw();
      if (this.meant && this.files.settled) this.composer.send(); // Enter was pressed while they were on their way
    });
    const draft = { get: () => world.store.get("switchboard.draft"), set: (/** @type {string|null} */ words) => world.store.set("switchboard.draft", words) };
    this.composer = new Composer({ form: part(root, "composer"), field: part(root, "text"), picker: part(root, "picker"), draft }, {
      send: (words) => this.write(words), typing: (on) => void this.line.say({ say: "widget_typing", on }), files: (files) => this.files.add(files), now: Date.now,
    });
    this.start = new StartForm(root, world, (form) => this.begin(form));
    this.callBack = new CallBackForm(root, world, desk, (view) => this.show(view));
    this.words = {
      t: this.t, clock: world.formats.clock, size: world.formats.size, language: world.language, retry: (/** @type {string} */ key) => void this.outbox.retry(key),
      open: (/** @type {string} */ url, /** @type {string} */ name) => void download(desk, url, name), picture: (/** @type {string} */ url) => pictureOf(desk, url),
    };
    root.addEventListener("click", (event) => this.clicked(event));
    part(root, "scroll").addEventListener("scroll", () => { if (this.atEnd()) this.sawAll(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sawAll(); });
    setInterval(() => { if (this.talk.chat?.state === "waiting" && !document.hidden) void this.waited(); }, PLACE_MS);
  }

  /** Find the place where this browser left. */
  async resume() {
    if (!this.talk.waiting.some((one) => one.start)) this.show("start");
    void this.meet();
    if (this.desk.token) {
      const chat = await maybe(this.desk.get("/chat"));
      if (chat) this.take(chat);
    }
    if (this.talk.chat || this.talk.waiting.length) this.enter();
    void this.outbox.wake();
  }

  /** What the desk says before a chat: whether somebody is there, and how many wait. */
  async meet() {
    this.front = (await maybe(this.desk.front())) ?? this.front;
    this.start.draw(this.front);
    this.draw();
  }

  /** The place in the queue, and whether somebody is there, change without a word in this chat. */
  async waited() {
    await this.meet();
    await maybe(this.refresh());
  }

  enter() {
    this.show("chat");
    this.line.start();
    part(this.root, "text").focus();
  }

  /** What is on its way changed. A start that was refused goes back into its form. @param {import("./chat.js").Waiting[]} waiting */
  waits(waiting) {
    this.talk.waiting = waiting;
    const refused = waiting.find((one) => one.failed && one.start);
    if (refused) {
      this.outbox.arrived([refused.client_id]);
      this.show("start");
      this.start.restore(refused.body, refused.failed ?? "");
    }
    this.draw();
  }

  /** @param {{message: string, name: string, address: string, queue_id: string|null}} form */
  begin(form) {
    const start = { ...form, language: this.world.language, page: this.world.host, time_zone: this.world.zone, left: !this.front.online && Boolean(form.address.trim()), identity: this.world.identity };
    this.talk.forget();
    this.show("chat");
    part(this.root, "text").focus();
    void this.outbox.add({ client_id: this.world.newKey(), at: Date.now(), body: form.message, files: [], start });
  }

  /** @param {string} words @returns {boolean} whether it is on its way */
  write(words) {
    this.meant = !this.files.settled;
    if (this.meant || this.talk.chat?.state === "ended") return false;
    const files = this.files.take();
    if (!words && !files.length) return false;
    void this.outbox.add({ client_id: this.world.newKey(), at: Date.now(), body: words, files });
    return true;
  }

  /** @param {import("./chat.js").Waiting} one */
  async send(one) {
    const attachment_ids = one.files.map((file) => file.id);
    if (one.start) {
      const { message, ...form } = one.start;
      const started = await this.desk.post("/chats", { ...form, message, client_id: one.client_id, attachment_ids }, one.client_id);
      this.take(await this.desk.get(`/chats/${started.conversation_id}`));
      this.line.start();
      return;
    }
    const chat = this.talk.chat?.conversation_id;
    if (!chat) throw new Unreachable("the chat is not there yet");
    await this.desk.post(`/chats/${chat}/messages`, { body: one.body, client_id: one.client_id, attachment_ids }, one.client_id);
    await this.refresh();
  }

  async refresh() {
    const chat = this.talk.chat?.conversation_id;
    if (chat) this.take(await this.desk.get(`/chats/${chat}?after=${this.talk.newest}`));
  }

  /** @param {AbortSignal} signal @returns {Promise<boolean>} whether the desk answered */
  async poll(signal) {
    const chat = this.talk.chat;
    if (!chat) return false;
    const told = await maybe(this.desk.get(`/chats/${chat.conversation_id}?after=${this.talk.newest}&seen=${chat.seq}`, signal));
    if (told) this.take(told);
    return told !== null;
  }

  /** @param {import("./chat.js").Chat} chat */
  take(chat) {
    const follow = this.atEnd();
    const said = this.talk.apply(chat).filter((message) => !message.mine);
    this.outbox.arrived(chat.messages.map((message) => message.client_id));
    if (said.length) {
      this.typing = false;
      void this.tell("delivered", this.talk.newestOfStaff, chat.delivered_seq); const last = said[said.length - 1];
      announce(this.t("widget.heard", { name: last.author ?? this.root.dataset.desk, text: last.body }));
      if (!follow) this.unseen += said.length;
    }
    this.draw();
    if (follow) this.toEnd();
    this.sawAll();
  }

  /** @param {"delivered"|"read"} what @param {number} upto @param {number} known */
  async tell(what, upto, known) {
    const chat = this.talk.chat;
    if (!chat || upto <= known) return;
    const told = await maybe(this.desk.post(`/chats/${chat.conversation_id}/${what}`, { upto })); // one that is lost is said by the next
    if (told && what === "read") chat.read_seq = Math.max(chat.read_seq, upto);
  }

  /** What is before the customer's eyes now has been read. */
  sawAll() {
    if (this.view !== "chat" || document.hidden || !this.atEnd()) return;
    this.unseen = 0;
    void this.tell("read", this.talk.newestOfStaff, this.talk.chat?.read_seq ?? 0);
    this.drawNewer();
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const act = /** @type {HTMLElement} */ (event.target).closest("[data-act]")?.getAttribute("data-act");
    if (act === "close") this.world.tellHost({ switchboard: "close" });
    else if (act === "newest") this.toEnd();
    else if (act === "again") this.restart();
    else if (act === "end") void this.end();
    else if (act === "transcript") save(transcript(this.talk.lines(), this.world, this.root.dataset.desk ?? ""), `${this.t("widget.transcript")}.txt`);
  }

  async end() {
    const chat = this.talk.chat;
    if (!chat || chat.state === "ended") return this.restart();
    try {
      await this.desk.post(`/chats/${chat.conversation_id}/end`, {}, `end-${chat.conversation_id}`);
      await this.refresh();
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      fill(this.root, "problem", error instanceof Refusal ? error.message : this.t("widget.line_lost"));
    }
  }

  restart() {
    this.line.stop();
    this.talk.forget();
    this.show("start");
    void this.meet();
  }

  /** @param {string} view */
  show(view) {
    this.view = view;
    for (const section of this.root.querySelectorAll("[data-view]")) show(/** @type {HTMLElement} */ (section), /** @type {HTMLElement} */ (section).dataset.view === view);
    this.draw();
  }

  draw() {
    drawLines(part(this.root, "log"), this.talk.lines(), this.words);
    drawHead(this.root, this);
    this.below.draw(this.talk.chat, this.typing);
    drawChosen(part(this.root, "chosen"), this.files.chosen.map((one) => ({ ...one, ready: one.id !== null, state: one.problem ?? (one.id ? "" : this.t("widget.file_going")) })), (key) => this.files.drop(key), this.t);
    this.drawNewer();
  }

  drawNewer() {
    const newer = part(this.root, "newer");
    text(newer, this.unseen ? this.t("widget.newer", { n: this.unseen }) : "");
    show(newer, this.unseen > 0);
  }

  atEnd() {
    const box = part(this.root, "scroll");
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
  }

  toEnd() {
    const box = part(this.root, "scroll");
    box.scrollTop = box.scrollHeight;
    this.sawAll();
  }
}
