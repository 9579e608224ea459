// ask-customer.js: the questions about a customer or a call: move, merge, block, edit, dial, transfer a call.

import { part, text } from "./dom.js";
import { customer, outdated } from "./customers.js";
import { desk } from "./desk.js";
import { Amiss, define, narrowing, options, press } from "./dialogs.js";
import { finder, kindOf } from "./finder.js";
import { agentLines, queueLines } from "./targets.js";
import { toast } from "./toasts.js";
import { onTicket } from "./ask-ticket.js";

/** @param {string} path @param {Record<string, unknown>} [body] @returns {Promise<any>} */
function command(path, body = {}) {
  return desk.api.post(path, body, { patient: false });
}

define("move", {
  begin: (form, ticket) => finder(form, "customer_id", ticket.customer.id),
  async submit(values, ticket) {
    if (!values.customer_id) throw new Amiss(desk.t("move.choose"));
    const before = ticket.customer.id;
    await onTicket(ticket.id, "customer", { customer_id: values.customer_id });
    outdated();
    toast(desk.t("move.done", { number: ticket.number }), { label: desk.t("toast.undo"), act: () => void onTicket(ticket.id, "customer", { customer_id: before }) });
  },
});

define("merge", {
  begin(form, about) {
    finder(form, "source_id", about.id);
    if (about.source) options(part(form, "found"), [{ id: about.source.id, name: about.source.name, face: true }], "source_id", about.source.id);
  },
  async submit(values, about) {
    if (!values.source_id) throw new Amiss(desk.t("move.choose"));
    const made = await command(`/customers/${about.id}/merge`, { source_id: values.source_id, reason: values.reason });
    outdated();
    toast(desk.t("merge.done"), { label: desk.t("toast.undo"), act: () => void undoMerge(made.merge_id) });
  },
});

/** @param {string} mergeId */
export async function undoMerge(mergeId) {
  await command(`/merges/${mergeId}/undo`);
  outdated();
  toast(desk.t("merge.undone"));
}

define("block", {
  async submit(_values, about) {
    await command(`/customers/${about.id}/block`);
    outdated(about.id);
    toast(desk.t("block.done"), { label: desk.t("toast.undo"), act: () => void command(`/customers/${about.id}/unblock`).then(() => outdated(about.id)) });
  },
});

define("edit-customer", {
  begin(form, about) {
    const { data } = customer(about.id);
    const set = (/** @type {string} */ name, /** @type {string} */ value) => { /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = value; };
    set("name", data?.customer?.name ?? about.name ?? "");
    set("language", (data?.customer?.language ?? about.language ?? "").slice(0, 2));
    set("time_zone", data?.time_zone ?? "");
    set("remark", data?.remark ?? "");
  },
  async submit(values, about) {
    const { identity, ...facts } = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
    const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value));
    if (identity) await command(`/customers/${about.id}/identities`, { kind: kindOf(identity), value: identity });
    await command(`/customers/${about.id}`, given);
    outdated(about.id);
    toast(desk.t("customer.saved"));
  },
});

if (document.querySelector('[data-dialog="erase"]')) {
  define("erase", {
    begin: (form, about) => text(part(form, "what"), desk.t("erase.who", { name: about.name ?? desk.t("customer.unknown") })),
    async submit(values, about) {
      if (!values.sure) throw new Amiss(desk.t("erase.sure"));
      await command(`/customers/${about.id}/erase`);
      outdated();
      toast(desk.t("erase.done"));
    },
  });
}

define("dial", {
  begin(form, about) {
    const phones = (customer(about.id).data?.identities ?? []).filter((/** @type {any} */ one) => one.kind === "phone");
    options(part(form, "numbers"), phones.map((/** @type {any} */ one) => ({ id: one.id, name: one.shown, meta: one.verified ? desk.t("customer.verified") : "" })), "identity_id", phones[0]?.id);
  },
  async submit(values, about, form) {
    const typed = values.number.trim();
    if (!typed && !values.identity_id) throw new Amiss(desk.t("dial.choose"));
    const identity = typed ? await addPhone(about.id, typed) : values.identity_id;
    const made = await command("/calls", { customer_id: about.id, identity_id: identity, ticket_id: desk.ticket?.customer.id === about.id ? desk.ticket.id : null });
    if (made.ticket_id) form.dispatchEvent(new CustomEvent("open-ticket", { bubbles: true, detail: made.ticket_id }));
  },
});

/** @param {string} customerId @param {string} value @returns {Promise<string>} */
async function addPhone(customerId, value) {
  const made = await command(`/customers/${customerId}/identities`, { kind: "phone", value });
  outdated(customerId);
  return made.identity_id;
}

let how = "warm";
define("call-transfer", {
  begin(form) {
    how = "warm";
    for (const button of form.querySelectorAll("[data-how]")) {
      /** @type {HTMLElement} */ (button).onclick = () => {
        how = /** @type {HTMLElement} */ (button).dataset.how ?? "warm";
        press(form, "how", how);
        text(part(form, "how-hint"), desk.t(how === "warm" ? "call.warm_hint" : "call.cold_hint"));
      };
    }
    press(form, "how", how);
    const tagged = (/** @type {string} */ kind, /** @type {any[]} */ list) => list.map((one) => ({ ...one, id: `${kind}:${one.id}`, face: false }));
    narrowing(form, () => [...tagged("user_id", agentLines()), ...tagged("queue_id", queueLines())], "choice");
  },
  async submit(values, call) {
    const [kind, id] = (values.choice ?? "").split(":");
    const number = values.to.replace(/[^\d+]/g, "");
    if (!id && number.length < 4) throw new Amiss(desk.t("call.choose"));
    await command(`/calls/${call.id}/transfer`, { ...(id ? { [kind]: id } : { number }), warm: how === "warm" });
    toast(desk.t("call.transferred"));
  },
});
