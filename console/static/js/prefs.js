// prefs.js: small choices of one person on one device, and unsent drafts. Storage that is full or shut is not an error:
// then they last as long as the page.

const memory = new Map();

/** @param {string} name @param {string} fallback @returns {string} */
export function read(name, fallback) {
  try {
    return localStorage.getItem(`desk.${name}`) ?? memory.get(name) ?? fallback;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return memory.get(name) ?? fallback;
  }
}

/** @param {string} name @param {string|null} value */
export function write(name, value) {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`desk.${name}`);
    else localStorage.setItem(`desk.${name}`, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** @param {string} name @param {boolean} fallback @returns {boolean} */
export function flag(name, fallback) {
  return read(name, fallback ? "1" : "0") === "1";
}
