// lab/words.js: what the page was given, and its words.

const data = JSON.parse(document.getElementById("lab-data")?.textContent ?? "{}");

/** @returns {any} */
export function dataOf() {
  return data;
}

/** A text of the catalog with its places filled. @param {string} key @param {Record<string, unknown>} [values] @returns {string} */
export function say(key, values = {}) {
  const found = data.words[key];
  const form = typeof found === "string" ? found : found?.other ?? key;
  return form.replace(/\{(\w+)\}/g, (/** @type {string} */ _all, /** @type {string} */ name) => String(values[name] ?? ""));
}
