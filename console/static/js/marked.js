// marked.js: which cards of the list are marked. Nothing else.

/** @type {Set<string>} */
export const marked = new Set();

/** @param {string} id @returns {boolean} */
export function isMarked(id) {
  return marked.has(id);
}
