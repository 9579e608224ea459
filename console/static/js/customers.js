// customers.js: what is known of the customers this screen looks at, fetched when asked and again when something changed.

import { Refusal, Unreachable } from "./api.js";
import { desk } from "./desk.js";
import { refusalText } from "./outgoing.js";

/** @typedef {{data: any, error: string, loading: boolean, stale: boolean}} Known */

const MOST = 40;
const ABOUT = /^(customer|customers|identity|suspicion|organisation|call_back|mood\.(fell|recovered|corrected)|ticket\.(opened|status_set|customer_changed))/;

/** Addresses this person asked to see in full, by identity id: as long as the page. @type {Map<string, string>} */
export const REVEALED = new Map();

/** @type {Map<string, Known>} */
const known = new Map();

/** What is known now; asks for it when it is not here or out of date. @param {string} id @returns {Known} */
export function customer(id) {
  let one = known.get(id);
  if (!one) {
    one = { data: null, error: "", loading: false, stale: true };
    known.set(id, one);
    if (known.size > MOST) known.delete(/** @type {string} */ (known.keys().next().value));
  }
  if (one.stale && !one.loading) void fetchOne(id, one);
  return one;
}

/** @param {string} id @param {Known} one */
async function fetchOne(id, one) {
  one.loading = true;
  one.stale = false;
  try {
    one.data = await desk.api.get(`/customers/${id}`);
    one.error = "";
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
    one.error = error instanceof Refusal ? refusalText(error) : desk.t("live.offline");
  } finally {
    one.loading = false;
    desk.changed();
  }
}

/** What was fetched may be out of date: ask again when it is shown. @param {string} [id] all when left out */
export function outdated(id) {
  for (const [one, entry] of known) if (!id || id === one) entry.stale = true;
  desk.changed();
}

/** Listen for changes that touch a customer. */
export function followCustomers() {
  desk.listeners.push((frame) => {
    if (frame.frame === "resync") return outdated();
    if (frame.frame !== "change" || !ABOUT.test(frame.kind)) return;
    const ids = new Set(frame.records.map((/** @type {any} */ r) => r.customer?.id ?? r.customer_id).filter(Boolean));
    if (!ids.size) outdated();
    for (const id of ids) outdated(id);
  });
}
