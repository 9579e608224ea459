// ask-due.js: two questions about a ticket: when it is due, set by hand, and which other ticket goes into it.

import { part, show, text } from "./dom.js";
import { onTicket } from "./ask-ticket.js";
import { clocksOf } from "./clocks.js";
import { desk } from "./desk.js";
import { Amiss, define, options } from "./dialogs.js";
import { fromField, snoozeTimes, toField } from "./snooze.js";
import { toast } from "./toasts.js";

/** The clocks a person may set by hand: those that go, and the resolution. @param {any} ticket @returns {any[]} */
function settable(ticket) {
  const going = (clocksOf(ticket)?.clocks ?? []).filter((/** @type {any} */ one) => one.clock !== "answer" && (one.state === "running" || one.state === "paused"));
  return going.some((/** @type {any} */ one) => one.clock === "resolution") ? going : [...going, { clock: "resolution", manual: false, due_at: null }];
}

define("due", {
  begin(form, ticket) {
    const clocks = settable(ticket);
    const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("clock"));
    select.replaceChildren(...clocks.map((one) => new Option(desk.t(`clock.${one.clock}`), one.clock)));
    select.value = (clocks.find((one) => one.manual) ?? clocks.find((one) => one.clock === "resolution")).clock;
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("at"));
    field.min = toField(desk.now(), desk.zone);
    const chosen = () => {
      const one = clocks.find((each) => each.clock === select.value);
      const tomorrow = snoozeTimes(desk.now(), desk.zone)[1][1];
      field.value = toField(one?.due_at && one.due_at > desk.now() ? one.due_at : tomorrow, desk.zone);
      show(part(form, "clear"), one?.manual);
    };
    select.onchange = chosen;
    part(form, "clear").onclick = () => { field.value = ""; form.requestSubmit(); };
    chosen();
  },
  async submit(values, ticket) {
    const at = values.at ? fromField(values.at, desk.zone) : null;
    if (at !== null && !(at > desk.now())) throw new Amiss(desk.t("due.past"));
    await onTicket(ticket.id, "due", { clock: values.clock, due_at: at });
    toast(at === null ? desk.t("due.cleared") : desk.t("due.done", { time: desk.format.dayAndTime(at, desk.now()) }));
  },
});

/** @type {any[]} */
let others = [];
define("join", {
  begin(form, ticket) {
    others = [];
    text(part(form, "which"), desk.t("join.which", { number: ticket.number }));
    options(part(form, "found"), [], "source_id");
    text(part(form, "found-none"), desk.t("clocks.wait"));
    void fetchOthers(form, ticket);
  },
  async submit(values, ticket) {
    if (!values.source_id) throw new Amiss(desk.t("join.choose"));
    await onTicket(ticket.id, "merge", { source_id: values.source_id });
    const source = others.find((one) => one.id === values.source_id);
    toast(desk.t("join.done", { source: source?.number ?? "", number: ticket.number }));
  },
});

/** @param {HTMLFormElement} form @param {any} ticket */
async function fetchOthers(form, ticket) {
  const page = await desk.api.get(`/tickets?customer_id=${encodeURIComponent(ticket.customer.id)}&limit=50`);
  others = page.records.filter((/** @type {any} */ one) => one.id !== ticket.id && !one.merged_into);
  const lines = others.map((one) => ({ id: one.id, name: `#${one.number} ${one.subject}`, meta: `${desk.t(`status.${one.status}`)} · ${desk.format.when(one.created_at, desk.now())}` }));
  options(part(form, "found"), lines, "source_id");
  text(part(form, "found-none"), lines.length ? "" : desk.t("join.none"));
}
