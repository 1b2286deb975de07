// Building elements. Text is always set as textContent: what people said or named never
// becomes markup.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "vars") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// A text with its named places filled in: fill("{n} words", {n: 3}).
export function fill(text, places) {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => (name in places ? String(places[name]) : whole));
}

// The first characters of a text; never half of one that is two units long.
export function clipped(text, n) {
  return [...text].slice(0, n).join("");
}

export function kbd(text) {
  return el("kbd", { text });
}

export function button(text, { title, key, on, ...rest } = {}) {
  return el("button", { type: "button", text, title, "aria-label": title, "aria-keyshortcuts": key, on: { click: on }, ...rest });
}
