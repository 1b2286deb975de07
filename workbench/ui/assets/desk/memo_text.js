// A memo as it reads: what it refers to by its name, as a link to its place. While a memo waits to
// be stored nobody knows yet what it refers to, and it stands as it was typed.

import { el } from "./dom.js";

// [words, address] one after another; the address is empty for all that is no link.
const parts = (memo) => memo.parts ?? [[memo.text, ""]];

const link = ([words, address]) => el("a", { href: address, target: "_self", text: words });

export function words(memo) {
  return parts(memo).map(([text]) => text).join("");
}

// Its words with its links, for an element of its own.
export function read(memo) {
  return parts(memo).map((part) => (part[1] ? link(part) : part[0]));
}

// Beneath a memo that stands in a field to be changed: the links that a field cannot have.
export function links(memo, label) {
  const found = parts(memo).filter(([, address]) => address);
  return found.length ? el("p", { class: "links" }, `${label} `, ...found.flatMap((part, at) => (at ? [" · ", link(part)] : [link(part)]))) : null;
}
