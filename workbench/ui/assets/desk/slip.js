// The slip: a memo on a passage, written, read and changed beside the words that it is on.
// Whatever is typed is kept when the slip goes, however it goes; undo takes it back.

import { el, fill } from "./dom.js";
import { links, read } from "./memo_text.js";

export class Slip {
  constructor({ t, state, onAdd, onEdit, onClose }) {
    Object.assign(this, { t, state, onAdd, onEdit, onClose });
    this.element = el("div", { class: "slip", role: "dialog", "aria-label": t.memo_passage, tabindex: "-1", hidden: true });
    this.memo = null;
    this.span = null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  // Open a memo that is there (by its key in the state), or a new one on the span.
  open(memo, span) {
    this.close();
    this.memo = memo;
    this.span = { start: span.start, end: span.end };
    this.element.hidden = false;
    this.#draw();
    (this.field ?? this.element).focus({ preventScroll: true });
    this.field?.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.#keep();
    this.field = this.memo = null;
    this.onClose();
  }

  // After a change: gone where the memo is, read anew unless somebody is typing.
  refresh() {
    if (!this.isOpen || this.memo === null) return;
    const memo = this.state.memo(this.memo);
    if (!memo) {
      this.field = null;
      this.close();
    } else if (this.field?.value === this.shown && memo.text !== this.shown.trim()) this.#draw();
  }

  #keep() {
    if (!this.field || this.field.value === this.shown) return;
    const text = this.field.value.trim();
    this.shown = this.field.value;
    if (this.memo !== null) this.onEdit(this.memo, text);
    else if (text) this.memo = this.onAdd(text, this.span);
  }

  #draw() {
    const { t, state } = this;
    const memo = this.memo === null ? null : state.memo(this.memo);
    const own = memo === null || memo.coder === state.coder;
    const quote = state.doc.text.slice(this.span.start, this.span.end).replace(/\s+/g, " ");
    this.shown = memo?.text ?? "";
    this.field = own
      ? el("textarea", { rows: Math.min(12, Math.max(3, Math.ceil(this.shown.length / 52) + 1)), placeholder: t.memo_hint, "aria-label": t.memo_passage, on: { keydown: (event) => this.#key(event), change: () => this.#keep() } }, this.shown)
      : null;
    const by = memo && (memo.pending ? t.not_stored_yet : fill(t.by_at, { coder: memo.coder, time: memo.created }));
    this.element.replaceChildren(
      el("h3", { text: t.memo_passage }),
      el("p", { class: "quote", text: fill(t.quoted, { text: quote.length > 160 ? `${quote.slice(0, 100)} … ${quote.slice(-50)}` : quote }) }),
      own ? this.field : el("p", { class: "memo" }, ...read(memo)),
      (own && memo && links(memo, t.mentions)) || "",
      by ? el("p", { class: "by", text: by }) : "",
      own ? el(
        "div", { class: "acts" },
        memo ? el("button", { type: "button", class: "danger", text: t.remove, on: { click: () => this.#remove() } }) : el("span"),
        el("button", { type: "button", text: t.save, on: { click: () => this.close() } }),
      ) : "",
    );
  }

  #remove() {
    const { memo } = this;
    this.field = null;
    this.close();
    this.onEdit(memo, "");
  }

  #key(event) {
    event.stopPropagation();
    if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey || event.isComposing)) return;
    event.preventDefault();
    this.close();
  }
}
