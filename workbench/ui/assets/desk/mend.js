// Mending a turn: its words in a field over it, the caret where it was in the text. Enter keeps
// what is typed, and so does leaving the field; Escape does not.

import { el, fill } from "./dom.js";

export class Mend {
  constructor({ t, state, onMend, onClose }) {
    Object.assign(this, { t, state, onMend, onClose });
    this.element = el("div", { class: "mend", role: "dialog", "aria-label": t.mend, tabindex: "-1", hidden: true });
    this.turn = null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  // Open a turn of the text with the caret at an offset of the text.
  open(turn, offset) {
    const { t, state } = this;
    this.close();
    this.turn = turn;
    this.was = state.doc.text.slice(turn.start, turn.end);
    this.field = el("textarea", {
      rows: Math.min(12, Math.max(2, Math.ceil(this.was.length / 74))), spellcheck: "true", lang: "nb",
      "aria-label": fill(t.turn_of, { n: turn.number, name: turn.speaker }), on: { keydown: (event) => this.#key(event) },
    });
    this.field.value = this.was;
    const whole = `correct?interview=${encodeURIComponent(state.doc.interview)}&turn=${turn.number}`;
    this.element.replaceChildren(
      el("h3", { text: fill(t.mend_turn, { n: turn.number }) }),
      this.field,
      el("div", { class: "acts" },
        el("a", { href: whole, target: "_self", text: t.mend_more }),
        el("button", { type: "button", text: t.save, on: { click: () => this.close() } })),
    );
    this.element.hidden = false;
    this.field.focus({ preventScroll: true });
    const at = Math.min(Math.max(0, offset - turn.start), this.was.length);
    this.field.setSelectionRange(at, at);
  }

  close({ keep = true } = {}) {
    if (!this.isOpen) return;
    this.element.hidden = true;
    const text = this.field.value.replace(/\s*\n\s*/g, " ").trim();
    const { turn, was } = this;
    this.turn = this.field = null;
    this.onClose();
    if (keep && text !== was) this.onMend(turn, text);
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter")) return;
    event.preventDefault();
    this.close({ keep: event.key === "Enter" });
  }
}
