// Reads cases {snapshot, said: [{thread} | {frame}]} as JSON and answers what a screen holds after each, by the real store.js.

import { readFileSync } from "node:fs";
import { fromSnapshot, reduce, withThread } from "../../console/static/js/store.js";

function held({ snapshot, said }) {
  let state = fromSnapshot(snapshot);
  for (const { thread, frame } of said) state = thread ? withThread(state, thread) : reduce(state, frame);
  return { me: state.me, limits: state.limits, seq: state.seq, hole: state.hole, records: state.records };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(held)));
