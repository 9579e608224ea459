// ask-ticket.js: the questions about a ticket: transfer, snooze, priority, tags, subject, spam, assign, new ticket.

import { part, text } from "./dom.js";
import { desk } from "./desk.js";
import { Amiss, define, narrowing, press, problem } from "./dialogs.js";
import { finder, kindOf } from "./finder.js";
import { fromField, snoozeTimes, toField } from "./snooze.js";
import { agentLines, queueLines, teamLines } from "./targets.js";
import { toast } from "./toasts.js";
import { all } from "./views.js";

const TARGET = /** @type {Record<string, () => import("./dialogs.js").Option[]>} */ ({ queue: queueLines, agent: () => agentLines(), team: teamLines });
const FIELD = /** @type {Record<string, string>} */ ({ queue: "queue_id", agent: "user_id", team: "team_id" });

/** Do something with a ticket, or with several, one after the other; what is refused is said with the ticket's number.
 * @param {string|string[]} id @param {string} verb @param {Record<string, unknown>} [body] @returns {Promise<any>} */
export async function onTicket(id, verb, body = {}) {
  if (Array.isArray(id)) return onEach(id, verb, body);
  return desk.api.post(`/tickets/${id}/${verb}`, body, { lane: id, patient: false });
}

/** @param {string[]} ids @param {string} verb @param {Record<string, unknown>} body */
async function onEach(ids, verb, body) {
  const wrong = [];
  for (const id of ids) {
    try {
      await onTicket(id, verb, body);
    } catch (error) {
      wrong.push(`#${desk.state.records.ticket[id]?.number}: ${problem(error)}`);
    }
  }
  if (wrong.length) throw new Amiss(wrong.join("\n"));
}

let kind = "queue";
define("transfer", {
  begin(form) {
    kind = "queue";
    const choose = (/** @type {string} */ one) => {
      kind = one;
      press(form, "kind", one);
      narrowing(form, TARGET[one], "to");
    };
    for (const button of form.querySelectorAll("[data-kind]")) {
      /** @type {HTMLElement} */ (button).onclick = () => choose(/** @type {HTMLElement} */ (button).dataset.kind ?? "queue");
    }
    choose(kind);
  },
  async submit(values, ticket) {
    if (!values.to) throw new Amiss(desk.t("transfer.choose"));
    await onTicket(ticket.id, "transfer", { [FIELD[kind]]: values.to, note: values.note.trim() });
    toast(desk.t("transfer.done", { number: ticket.number }));
  },
});

define("snooze", {
  begin(form) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("until"));
    const zone = desk.zone;
    const times = snoozeTimes(desk.now(), zone);
    const box = part(form, "presets");
    box.replaceChildren(...times.map(([name, at]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn pick";
      text(button, `${desk.t(`snooze.${name}`)} · ${desk.format.dayAndTime(at, desk.now())}`);
      button.onclick = () => { field.value = toField(at, zone); form.requestSubmit(); };
      return button;
    }));
    field.value = toField(times[0][1], zone);
    field.min = toField(desk.now(), zone);
  },
  async submit(values, ticket) {
    const until = fromField(values.until, desk.zone);
    if (!(until > desk.now())) throw new Amiss(desk.t("snooze.past"));
    await onTicket(ticket.id, "snooze", { until });
    toast(desk.t("snooze.done", { time: desk.format.dayAndTime(until, desk.now()) }), { label: desk.t("toast.undo"), act: () => void onTicket(ticket.id, "reopen") });
  },
});

define("priority", {
  begin(form, ticket) {
    const now = /** @type {HTMLInputElement|null} */ (form.querySelector(`[value="${ticket.priority}"]`));
    if (now) now.checked = true;
  },
  submit: (values, ticket) => onTicket(ticket.id, "priority", { priority: values.priority }),
});

define("tags", {
  begin(form, ticket) {
    /** @type {HTMLInputElement} */ (form.elements.namedItem("tags")).value = ticket.tags.join(", ");
    const known = new Set(all(desk.state, "ticket").flatMap((one) => one.tags));
    part(form, "known").replaceChildren(...[...known].sort().map((tag) => new Option(tag, tag)));
  },
  submit: (values, ticket) => onTicket(ticket.id, "tags", { tags: tagsOf(values.tags) }),
});

/** Tags as people write them, in either language's commas. @param {string} words @returns {string[]} */
export function tagsOf(words) {
  return [...new Set(words.split(/[,，、;；\n]/).map((one) => one.trim()).filter(Boolean))];
}

define("subject", {
  begin(form, ticket) { /** @type {HTMLInputElement} */ (form.elements.namedItem("subject")).value = ticket.subject; },
  submit: (values, ticket) => onTicket(ticket.id, "subject", { subject: values.subject.trim() }),
});

define("spam", {
  async submit(_values, ticket) {
    await onTicket(ticket.id, "spam");
    toast(desk.t("spam.done", { number: ticket.number }), { label: desk.t("toast.undo"), act: () => void onTicket(ticket.id, "reopen") });
  },
});

define("assign", {
  begin(form, ticket) {
    text(part(form, "what"), `#${ticket.number} ${ticket.subject}`);
    narrowing(form, () => agentLines(true), "to");
  },
  async submit(values, ticket) {
    if (!values.to) throw new Amiss(desk.t("transfer.choose"));
    await onTicket(ticket.id, "assign", { user_id: values.to });
    toast(desk.t("assign.done", { number: ticket.number }));
  },
});

define("new-ticket", {
  begin(form, about) {
    finder(form, "customer_id");
    const queue = /** @type {HTMLSelectElement} */ (form.elements.namedItem("queue_id"));
    queue.replaceChildren(...queueLines().map((one) => new Option(one.name, one.id)));
    if (about?.customer) /** @type {HTMLInputElement} */ (form.elements.namedItem("customer_name")).placeholder = about.customer.name ?? "";
  },
  async submit(values, about, form) {
    const customerId = values.customer_id || (values.customer_name ? "" : about?.customer?.id ?? "");
    const id = customerId || (await newCustomer(values));
    const made = await desk.api.post("/tickets", {
      customer_id: id, subject: values.subject.trim(), queue_id: values.queue_id, priority: values.priority, note: values.note.trim(), assign_to_me: true,
    }, { patient: false });
    toast(desk.t("ticket.created", { number: made.number }));
    form.dispatchEvent(new CustomEvent("open-ticket", { bubbles: true, detail: made.ticket_id }));
  },
});

/** @param {Record<string, string>} values @returns {Promise<string>} */
async function newCustomer(values) {
  const name = values.customer_name.trim();
  const address = values.customer_identity.trim();
  if (!name && !address) throw new Amiss(desk.t("ticket.who"));
  const identities = address ? [{ kind: kindOf(address), value: address }] : [];
  const made = await desk.api.post("/customers", { name, identities }, { patient: false });
  return made.customer_id;
}

