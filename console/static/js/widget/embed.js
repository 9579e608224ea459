// embed.js: puts the chat of a desk on somebody's page. Runs there as a classic script; touches nothing but its own button and
// frame, sets styles through the object model only (a strict policy of the page allows that), believes no message but its frame's.
(() => {
  const script = /** @type {HTMLScriptElement|null} */ (document.currentScript);
  if (!script || document.getElementById("switchboard-frame")) return;
  const desk = new URL(script.src).origin;
  const { lang = "", label = "Chat", identity = "", brand = "#215a4a" } = script.dataset;
  const PHONE = "(max-width: 520px)";

  /** @param {HTMLElement|SVGElement} node @param {Record<string, string>} rules */
  function dress(node, rules) {
    for (const [name, value] of Object.entries(rules)) node.style.setProperty(name, value);
  }

  /** @returns {SVGElement} */
  function bubble() {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "26", height: "26", fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(name, value);
    path.setAttribute("d", "M4 6.500a2.500 2.500 0 0 1 2.500-2.500h11A2.500 2.500 0 0 1 20 6.500v7a2.500 2.500 0 0 1-2.500 2.500H11l-4.500 4v-4A2.500 2.500 0 0 1 4 13.500z");
    svg.append(path);
    return svg;
  }

  const button = document.createElement("button");
  button.type = "button";
  button.id = "switchboard-button";
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-expanded", "false");
  button.append(bubble());
  dress(button, {
    position: "fixed", "inset-inline-end": "24px", bottom: "24px", "z-index": "2147483000", width: "60px", height: "60px",
    border: "0", padding: "0", "border-radius": "50%", display: "grid", "place-items": "center", color: "#fff",
    background: brand, "box-shadow": "0 6px 20px rgb(0 0 0 / .25)", cursor: "pointer",
  });

  const frame = document.createElement("iframe");
  frame.id = "switchboard-frame";
  frame.title = label;
  const query = new URLSearchParams({ host: location.origin, ...(lang ? { lang } : {}) });
  frame.dataset.src = `${desk}/widget?${query}${identity ? `#identity=${identity}` : ""}`;
  dress(frame, {
    position: "fixed", "z-index": "2147483001", border: "0", "border-radius": "18px", background: "transparent",
    "box-shadow": "0 12px 40px rgb(0 0 0 / .28)", "color-scheme": "normal",
  });
  frame.hidden = true;
  dress(frame, { display: "none" });

  const small = matchMedia(PHONE);
  function place() {
    dress(frame, small.matches
      ? { inset: "0", width: "100%", height: "100%", "border-radius": "0" }
      : { inset: "auto 24px 24px auto", width: "384px", height: "min(640px, calc(100vh - 48px))", "border-radius": "18px" });
  }

  /** @param {boolean} open */
  function show(open) {
    if (open && !frame.src) frame.src = frame.dataset.src ?? "";
    frame.hidden = !open;
    dress(frame, { display: open ? "block" : "none" });
    dress(button, { display: open ? "none" : "grid" });
    button.setAttribute("aria-expanded", String(open));
    if (open) frame.focus();
    else button.focus();
    frame.contentWindow?.postMessage({ switchboard: open ? "opened" : "closed" }, desk);
  }

  addEventListener("message", (event) => {
    if (event.origin !== desk || event.source !== frame.contentWindow) return;
    if (event.data?.switchboard === "close") show(false);
    if (event.data?.switchboard === "unread") button.setAttribute("aria-label", event.data.label || label);
  });
  button.addEventListener("click", () => show(true));
  small.addEventListener("change", place);
  place();

  function begin() {
    document.body.append(button, frame);
    if (location.hash === "#chat") show(true);
  }
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin, { once: true });
})();
