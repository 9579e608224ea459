// The picture of arrivals against handled work: only where more came than was handled is shaded, up to where the lines cross.

import assert from "node:assert/strict";
import { test } from "node:test";
import { behind } from "../../console/static/js/board-outline.js";

const same = (n) => n;
const half = (arrivals, handled) => ({ at: 0, arrivals, handled });

test("the shade ends where the lines cross", () => {
  assert.equal(behind([half(4, 0), half(0, 4)], same, same), "0.0,4.0 0.5,2.0 1.0,4.0 1.0,4.0 0.5,2.0 0.0,0.0");
});

test("where more was handled than came nothing is shaded", () => {
  assert.equal(behind([half(1, 3), half(2, 2)], same, same), "0.0,3.0 1.0,2.0 1.0,2.0 0.0,3.0");
});
