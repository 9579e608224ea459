// ask-call.js: the questions about calls: whom to bring in, when to call back, a number typed by hand; and what a ticket must tell first.

import { fill, part, show, text } from "./dom.js";
import { desk } from "./desk.js";
import { Amiss, define, narrowing } from "./dialogs.js";
import { fromField, toField } from "./snooze.js";
import { agentLines } from "./targets.js";
import { toast } from "./toasts.js";
import { onTicket } from "./ask-ticket.js";
import { fieldsOf, missing } from "./fields.js";
import { queueName } from "./views.js";

const HOUR = 3_600_000;

/** @param {string} path @param {Record<string, unknown>} [body] @returns {Promise<any>} */
function command(path, body = {}) {
  return desk.api.post(path, body, { patient: false });
}

define("call-add", {
  begin: (form, call) => narrowing(form, () => agentLines().filter((one) => one.id !== call.agent_id && one.dot !== "off").map((one) => ({ ...one, face: false })), "user_id"),
  async submit(values, call) {
    const number = values.to.replace(/[^\d+]/g, "");
    if (!values.user_id && number.length < 4) throw new Amiss(desk.t("call.add_choose"));
    await command(`/calls/${call.id}/add`, values.user_id ? { user_id: values.user_id } : { number });
    toast(desk.t("call.added"));
  },
});

define("dialpad", {
  begin(form) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("number"));
    part(form, "keys").onclick = (/** @type {Event} */ event) => {
      const key = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-digit]"))?.dataset.digit;
      if (key) { field.value += key; field.focus(); }
    };
    part(form, "back").onclick = () => { field.value = field.value.slice(0, -1); field.focus(); };
  },
  async submit(values, _about, form) {
    if (values.number.replace(/\D/g, "").length < 4) throw new Amiss(desk.t("dial.choose"));
    const made = await command("/calls/number", { number: values.number.trim() });
    form.dispatchEvent(new CustomEvent("open-ticket", { bubbles: true, detail: made.ticket_id }));
  },
});

define("call-back", {
  begin(form, ticket) {
    const zone = desk.zone;
    const from = Math.ceil((desk.now() + HOUR / 2) / (HOUR / 2)) * (HOUR / 2);
    for (const [name, at] of /** @type {[string, number][]} */ ([["from", from], ["until", from + HOUR]])) {
      const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
      field.value = toField(at, zone);
      field.min = toField(desk.now(), zone);
    }
    fill(form, "what", ticket.call_back_at ? desk.t("call_back.now", { time: desk.format.dayAndTime(ticket.call_back_at, desk.now()) }) : "");
    const drop = part(form, "drop");
    show(drop, ticket.call_back_at);
    drop.onclick = async () => {
      await onTicket(ticket.id, "call-back/drop");
      /** @type {HTMLElement|null} */ (form.querySelector("[data-close]"))?.click();
    };
  },
  async submit(values, ticket) {
    const [from_at, due_at] = [fromField(values.from, desk.zone), fromField(values.until, desk.zone)];
    if (!(due_at > from_at) || !(due_at > desk.now())) throw new Amiss(desk.t("call_back.order"));
    await onTicket(ticket.id, "call-back", { from_at: from_at > desk.now() ? from_at : null, due_at });
    toast(desk.t("call_back.done", { time: desk.format.dayAndTime(due_at, desk.now()) }));
  },
});

define("fields", {
  begin(form, about) {
    const list = fieldsOf(about.ticket);
    text(part(form, "what"), desk.t(missing(about.ticket).length ? "fields.wanted" : "fields.what", { queue: queueName(desk.state, about.ticket.queue_id) }));
    part(form, "list").replaceChildren(...list.map((field) => row(field, about.ticket.fields[field.id])));
    show(part(form, "none"), !list.length);
  },
  async submit(_values, about, form) {
    const list = fieldsOf(about.ticket);
    const values = Object.fromEntries(list.map((field) => [field.id, told(field, form)]));
    const wanting = list.filter((field) => about.then && values[field.id] === null);
    if (wanting.length) throw new Amiss(desk.t("fields.missing", { names: desk.format.list(wanting.map((one) => one.name)) }));
    await onTicket(about.ticket.id, "fields", { values });
    await about.then?.();
  },
});

/** @param {any} field @param {any} value @returns {Element} */
function row(field, value) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`t-field-${field.kind}`));
  const node = /** @type {HTMLElement} */ (document.importNode(/** @type {Element} */ (template.content.firstElementChild), true));
  text(part(node, "name"), field.name);
  const input = part(node, "input");
  input.name = field.id;
  input.id = `fl-${field.id}`;
  part(node, "name").setAttribute("for", input.id);
  if (field.kind === "choice") input.append(...field.choices.map((/** @type {string} */ one) => new Option(one, one)));
  input.value = value === undefined || value === null ? "" : String(value);
  return node;
}

/** What the form says of a field, null for nothing. @param {any} field @param {HTMLFormElement} form @returns {string|number|boolean|null} */
function told(field, form) {
  const value = /** @type {HTMLInputElement} */ (form.elements.namedItem(field.id)).value.trim();
  if (!value) return null;
  if (field.kind === "number") return Number(value);
  return field.kind === "yes_no" ? value === "true" : value;
}
