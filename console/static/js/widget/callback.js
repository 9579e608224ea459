// callback.js: asking to be called: a number, and when. Times are those of the visitor's own wall. Also the word that it was promised.
import { announce, composing, fill, part, show, text } from "../dom.js";
import { Refusal, Unreachable } from "./desk.js";

const DAY_MS = 86_400_000;
const HALF_HOUR = 1_800_000;

export class CallBackForm {
  /** @param {HTMLElement} root @param {import("./app.js").World} world @param {import("./desk.js").Desk} desk @param {(view: string) => void} view */
  constructor(root, world, desk, view) {
    this.root = root;
    this.world = world;
    this.desk = desk;
    this.view = view;
    this.key = world.newKey();
    this.form = /** @type {HTMLFormElement} */ (root.querySelector("#call-back"));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); void this.send(); });
    this.form.addEventListener("keydown", (event) => { if (event.key === "Enter" && composing(event)) event.stopPropagation(); });
    this.form.addEventListener("change", () => this.draw());
    root.addEventListener("click", (event) => {
      const act = /** @type {HTMLElement} */ (event.target).closest("[data-act]")?.getAttribute("data-act");
      if (act === "ask-call") this.open();
      else if (act === "call-back-back") this.view("start");
    });
  }

  /** @param {string} name @returns {HTMLInputElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** Begin with the next full half-hour, and what the other form knows already. */
  open() {
    const start = new Date(Math.ceil((Date.now() + HALF_HOUR) / HALF_HOUR) * HALF_HOUR);
    this.field("day").value = local(start).slice(0, 10);
    this.field("day").min = local(new Date()).slice(0, 10);
    this.field("day").max = local(new Date(Date.now() + 29 * DAY_MS)).slice(0, 10);
    this.field("from").value = local(start).slice(11, 16);
    for (const name of ["name", "message"]) {
      const other = /** @type {HTMLInputElement|null} */ (this.root.querySelector(`#start [name="${name}"]`));
      this.field(name).value ||= other?.value ?? "";
    }
    fill(this.root, "call-problem", "");
    text(part(this.root, "call-zone"), this.world.t("widget.call_zone", { zone: this.world.zone.replace(/_/g, " ") }));
    this.draw();
    this.view("call-back");
    this.field("phone").focus();
  }

  draw() {
    show(part(this.root, "call-times"), this.field("when").value === "then");
  }

  /** The times that were chosen; none for as soon as possible. @returns {{from_at: number|null, due_at: number|null}} */
  times() {
    if (this.field("when").value !== "then") return { from_at: null, due_at: null };
    const from = new Date(`${this.field("day").value}T${this.field("from").value}`).getTime();
    return { from_at: from, due_at: from + Number(this.field("length").value) * 3_600_000 };
  }

  async send() {
    const phone = this.field("phone").value.trim();
    const times = this.times();
    const wrong = (phone.match(/\d/g) ?? []).length < 6 ? "widget.need_phone" : times.from_at !== null && !(times.from_at > Date.now()) ? "widget.need_time" : "";
    this.field("phone").setAttribute("aria-invalid", String(wrong === "widget.need_phone"));
    fill(this.root, "call-problem", wrong ? this.world.t(wrong) : "");
    if (wrong) return this.field(wrong === "widget.need_phone" ? "phone" : "day").focus();
    const topic = /** @type {HTMLSelectElement|null} */ (this.root.querySelector('#start [name="queue_id"]'));
    const said = {
      address: phone, name: this.field("name").value.trim(), message: this.field("message").value.trim(), queue_id: topic?.value || null, language: this.world.language,
      page: this.world.host, time_zone: this.world.zone, identity: this.world.identity, ...times,
    };
    const button = /** @type {HTMLButtonElement} */ (this.root.querySelector('[form="call-back"]'));
    button.disabled = true;
    try {
      this.promised(await this.desk.post("/callbacks", said, this.key));
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
      if (error instanceof Refusal) this.key = this.world.newKey();
      fill(this.root, "call-problem", error instanceof Refusal ? error.message : this.world.t("widget.line_lost"));
    } finally {
      button.disabled = false;
    }
  }

  /** @param {{from_at: number, due_at: number}} promise */
  promised({ from_at, due_at }) {
    const { t, formats } = this.world;
    const now = Date.now();
    const words = from_at - now < 60_000
      ? t("widget.call_soon", { time: formats.dayAndTime(due_at, now) })
      : t("widget.call_then", { from: formats.dayAndTime(from_at, now), to: formats.clock(due_at) });
    this.key = this.world.newKey();
    text(part(this.root, "call-promise"), words);
    this.view("called");
    announce(words);
  }
}

/** An instant as the fields write it, on the visitor's own wall. @param {Date} at @returns {string} */
function local(at) {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
}
