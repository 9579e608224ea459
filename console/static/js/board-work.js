// board-work.js: open tickets are not all in the snapshot: the board fetches them once; from then on changes come by themselves.

import { desk } from "./desk.js";
import { withRecords } from "./store.js";

const MOST_PAGES = 5;
const OPEN = ["open", "new", "waiting_customer", "waiting_other"];

/** @param {string} status */
async function pages(status) {
  let cursor = "";
  for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
    const answer = await desk.api.get(`/tickets?tab=all&status=${status}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    desk.apply((state) => withRecords(state, answer.records));
    cursor = answer.cursor;
  }
}

/** Fetch now, and again whenever the line had to start over. */
export function fetchWork() {
  for (const status of OPEN) void pages(status);
  desk.listeners.push((frame) => { if (frame.frame === "resync") for (const status of OPEN) void pages(status); });
}
