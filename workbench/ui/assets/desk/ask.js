// The small field over the text that asks where to go: to a turn by its number, or to words that
// are said in the interview.

import { button, el, fill } from "./dom.js";
import { hitFrom, occurrences, turnNumbered } from "./finding.js";

export class Ask {
  constructor({ t, state, onTurn, onHit, onHits, onClose }) {
    Object.assign(this, { t, state, onTurn, onHit, onHits, onClose });
    this.label = el("label", { for: "ask-field" });
    this.field = el("input", {
      id: "ask-field", type: "text", class: "field", autocomplete: "off", spellcheck: "false", "aria-describedby": "ask-note",
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event) },
    });
    this.note = el("span", { id: "ask-note", class: "num", role: "status" });
    this.element = el(
      "div", { class: "ask", role: "dialog", hidden: true }, this.label, this.field, this.note,
      button("×", { title: t.close, class: "btn", on: () => this.close() }),
    );
    this.last = "";
  }

  get isOpen() {
    return !this.element.hidden;
  }

  // Ask for a turn ("turn") or for words ("words"); words are looked for from `from` on.
  open(what, from) {
    const { t } = this;
    const { turns } = this.state.doc;
    this.what = what;
    this.from = from;
    const words = what === "words";
    this.label.textContent = words ? t.find_words : t.go_to_turn;
    this.element.setAttribute("aria-label", this.label.textContent);
    this.field.inputMode = words ? "text" : "numeric";
    this.field.value = words ? this.last : "";
    this.field.placeholder = words ? "" : `${turns[0]?.number ?? 0}–${turns[turns.length - 1]?.number ?? 0}`;
    this.element.hidden = false;
    this.field.focus({ preventScroll: true });
    this.field.select();
    this.#typed();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.onHits([]);
    this.onClose();
  }

  #typed() {
    this.#say("");
    if (this.what !== "words") return;
    this.last = this.field.value;
    this.hits = occurrences(this.state.doc.text, this.last);
    this.onHits(this.hits);
    this.at = hitFrom(this.hits, this.from);
    this.#show();
  }

  #show() {
    const { t, hits, at } = this;
    if (this.last.trim()) this.#say(hits.length ? fill(t.hit_of, { n: at + 1, of: hits.length }) : t.not_said, !hits.length);
    if (at >= 0) this.onHit(...hits[at]);
  }

  #go(by) {
    if (this.what === "words") {
      if (!this.hits.length) return;
      this.at = (this.at + by + this.hits.length) % this.hits.length;
      [this.from] = this.hits[this.at];
      this.#show();
      return;
    }
    const found = turnNumbered(this.state.doc.turns, this.field.value);
    if (found.index === undefined) {
      this.#say(fill(this.t.turns_are, found), true);
      this.field.select();
      return;
    }
    this.close();
    this.onTurn(found.index);
  }

  #say(text, wrong = false) {
    this.note.textContent = text;
    this.note.classList.toggle("warn", wrong);
    if (wrong) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter") this.#go(event.shiftKey ? -1 : 1);
    else if (this.what === "words" && event.key === "ArrowDown") this.#go(1);
    else if (this.what === "words" && event.key === "ArrowUp") this.#go(-1);
    else return;
    event.preventDefault();
  }
}
