// fields.js: what a ticket must tell before it is solved, and what is still missing. Pure selections.

import { desk } from "./desk.js";
import { all } from "./views.js";

/** The fields of a ticket's queue, by name. @param {any} ticket @returns {any[]} */
export function fieldsOf(ticket) {
  return all(desk.state, "ticket_field")
    .filter((one) => !one.queue_ids.length || one.queue_ids.includes(ticket.queue_id))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {any} ticket @returns {any[]} */
export function missing(ticket) {
  return fieldsOf(ticket).filter((one) => ticket.fields[one.id] === undefined);
}

/** What a field tells, as people read it. @param {any} field @param {any} value @returns {string} */
export function shownValue(field, value) {
  if (value === undefined || value === null) return "";
  return field.kind === "yes_no" ? desk.t(value ? "fields.yes" : "fields.no") : String(value);
}
