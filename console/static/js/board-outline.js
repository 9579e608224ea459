// board-outline.js: the shade between arrivals and handled work, as points of a polygon. Knows no document.

/** @typedef {{arrivals: number, handled: number}} Half */

/** The outline between both lines where arrivals are above. @param {Half[]} list @param {(n: number) => number} x @param {(n: number) => number} y @returns {string} */
export function behind(list, x, y) {
  /** @type {[number, number, number][]} */ const corners = [];
  list.forEach((one, n) => {
    const before = list[n - 1];
    const [was, is] = [before ? before.arrivals - before.handled : 0, one.arrivals - one.handled];
    if (before && was * is < 0) {
      const part = was / (was - is);
      const level = before.handled + part * (one.handled - before.handled);
      corners.push([n - 1 + part, level, level]);
    }
    corners.push([n, Math.max(one.arrivals, one.handled), one.handled]);
  });
  const above = corners.map(([n, top]) => `${x(n).toFixed(1)},${y(top).toFixed(1)}`);
  const below = corners.map(([n, , low]) => `${x(n).toFixed(1)},${y(low).toFixed(1)}`).reverse();
  return [...above, ...below].join(" ");
}
