// finder.js: find a customer from inside a dialog: by name, part of a name, phone, last digits, e-mail or ticket number.

import { Refusal, Unreachable } from "./api.js";
import { part, text } from "./dom.js";
import { customerName } from "./card.js";
import { desk } from "./desk.js";
import { options, problem } from "./dialogs.js";

const PAUSE_MS = 220;

/** Make the customer field of a dialog search as one types. `leave` is not offered.
 * @param {HTMLFormElement} form @param {string} name @param {string} [leave] */
export function finder(form, name, leave = "") {
  const input = /** @type {HTMLInputElement} */ (form.querySelector('[data-find="customer"]'));
  let turn = 0;
  let timer = 0;
  const search = async () => {
    turn += 1;
    const mine = turn;
    const query = input.value.trim();
    if (!query) return showFound(form, name, [], "");
    try {
      const found = await findCustomers(query);
      if (mine === turn) showFound(form, name, found.filter((row) => row.customer.id !== leave), query);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
      if (mine === turn) text(part(form, "found-none"), problem(error));
    }
  };
  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), PAUSE_MS);
  };
  showFound(form, name, [], "");
}

/** @param {string} query @param {AbortSignal} [signal] @returns {Promise<any[]>} */
export async function findCustomers(query, signal) {
  const answer = await desk.api.get(`/customers?q=${encodeURIComponent(query)}`, signal);
  return answer.people;
}

/** A customer found, as one line: the name, and how they are reached. @param {any} row @returns {{id: string, name: string, meta: string}} */
export function foundLine(row) {
  const reached = row.identities.map((/** @type {any} */ one) => one.shown);
  return { id: row.customer.id, name: customerName(row.customer), meta: reached.join(" · ") };
}

/** @param {HTMLFormElement} form @param {string} name @param {any[]} found @param {string} query */
function showFound(form, name, found, query) {
  options(part(form, "found"), found.slice(0, 8).map((row) => ({ ...foundLine(row), face: true })), name);
  text(part(form, "found-none"), query && !found.length ? desk.t("dialog.none", { query }) : "");
}

/** What kind of address this looks like. @param {string} address @returns {"email"|"phone"} */
export function kindOf(address) {
  return address.includes("@") ? "email" : "phone";
}
