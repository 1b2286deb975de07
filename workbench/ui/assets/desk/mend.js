// Mending a turn: its words in a field over it, the caret where it was in the text, and who speaks.
// Enter keeps what is typed, and so does leaving the field; Escape does not. Ctrl+Enter makes two
// turns at the caret, Backspace at the start joins the turn to the one before.

import { el, fill, kbd } from "./dom.js";

const plain = (text) => text.replace(/\s*\n\s*/g, " ").trim();

export class Mend {
  constructor({ t, state, nameOf, onMend, onClose }) {
    Object.assign(this, { t, state, nameOf, onMend, onClose });
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
      el("div", { class: "head" }, el("h3", { text: fill(t.mend_turn, { n: turn.number }) }), this.#who()),
      this.field,
      el("div", { class: "acts" },
        el("a", { href: whole, target: "_self", text: t.mend_more }),
        el("span", { class: "grow" }),
        this.#button(t.mend_split, "Ctrl ↵", () => this.#split()),
        turn.number > 1 ? this.#button(t.mend_join, "⌫", () => this.close({ join: true })) : null,
        this.#button(t.save, "↵", () => this.close())),
    );
    this.element.hidden = false;
    this.field.focus({ preventScroll: true });
    const at = Math.min(Math.max(0, offset - turn.start), this.was.length);
    this.field.setSelectionRange(at, at);
  }

  close({ keep = true, join = false, at = null } = {}) {
    if (!this.isOpen) return;
    const { turn, was, field } = this;
    const made = { text: plain(field.value.slice(0, at ?? field.value.length)) };
    if (at !== null) made.rest = plain(field.value.slice(at));
    if (join) made.join = true;
    const voice = this.voices[Number(this.who.value)];
    if (voice !== this.voice) made.voice = { speaker: voice.speaker, role: voice.role, person: voice.person };
    this.element.hidden = true;
    this.turn = this.field = null;
    this.onClose();
    if (keep && (made.text !== was || Object.keys(made).length > 1)) this.onMend(turn, made);
  }

  // Those who speak in the text; others are named on the page for all of it.
  #who() {
    const key = (turn) => JSON.stringify([turn.speaker, turn.role, turn.person]);
    const voices = new Map(this.state.doc.turns.map((turn) => [key(turn), turn]));
    this.voices = [...voices.values()];
    this.voice = voices.get(key(this.turn));
    const said = (turn) => {
      const name = this.nameOf(turn);
      return turn.speaker && turn.speaker !== name ? `${turn.speaker} · ${name}` : name;
    };
    this.who = el(
      "select", { "aria-label": this.t.mend_who, on: { keydown: (event) => this.#key(event) } },
      ...this.voices.map((voice, at) => el("option", { value: at, text: said(voice), selected: voice === this.voice })),
    );
    return this.who;
  }

  #button(text, keys, act) {
    return el("button", { type: "button", on: { click: act } }, text, " ", kbd(keys));
  }

  // Both turns need words.
  #split() {
    const at = this.field.selectionStart;
    if (plain(this.field.value.slice(0, at)) && plain(this.field.value.slice(at))) this.close({ at });
    else this.field.focus({ preventScroll: true });
  }

  #key(event) {
    event.stopPropagation();
    const { field, turn } = this;
    const typing = event.target === field;
    const joins = typing && event.key === "Backspace" && turn.number > 1 && !field.selectionStart && !field.selectionEnd;
    if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter" && !joins)) return;
    event.preventDefault();
    if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#split();
    else this.close({ keep: event.key !== "Escape", join: joins });
  }
}
