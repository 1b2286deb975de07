// The panel of suggestions: passages of this interview that most likely deserve a code, over the
// scheme, so that the text stays in sight. It asks for nothing while it is closed.

import { button, el, fill, kbd } from "./dom.js";

const SHOWN = 8;

export class Suggest {
  constructor({ t, state, colorOf, onAsk, onLook, onAccept, onReject, onText, onClose, onSay }) {
    Object.assign(this, { t, state, colorOf, onAsk, onLook, onAccept, onReject, onText, onClose, onSay });
    this.name = el("p", { class: "of" });
    this.note = el("p", { class: "note", role: "status" });
    this.list = el("ul", { role: "listbox", tabindex: "0", "aria-label": t.suggestions, on: { keydown: (event) => this.#key(event) } });
    const act = (text, key, on) => el("button", { type: "button", class: "btn", "aria-keyshortcuts": key, on: { click: on } }, text, " ", kbd(key));
    this.acts = el(
      "div", { class: "acts" },
      act(t.accept, "A", () => this.#accept()), act(t.turn_down, "X", () => this.#reject()), act(t.skip, "S", () => this.#skip()),
    );
    this.element = el(
      "section", { class: "suggest", "aria-label": t.suggestions, hidden: true },
      el("header", {}, el("h2", { text: t.suggestions }), button("×", { title: t.close, class: "btn", on: () => this.close() })),
      this.name, this.acts, this.note, this.list,
    );
    this.skipped = new Set();
    this.items = [];
    this.at = 0;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  get isFocused() {
    return this.list === this.list.getRootNode().activeElement;
  }

  open(code) {
    if (this.code?.id !== code.id || this.interview !== this.state.doc.interview) this.items = [];
    this.code = code;
    this.element.hidden = false;
    this.again();
    this.list.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.items = [];
    this.onAsk(null);
    this.onClose();
  }

  // Ask anew: what was done since is learnt from.
  again() {
    this.code = this.state.code.get(this.code.id) ?? this.code;
    if (this.interview !== this.state.doc.interview) this.items = [];
    this.interview = this.state.doc.interview;
    this.learning = true;
    this.onAsk({ code: this.code.id, n: SHOWN + this.skipped.size });
    this.#draw();
  }

  // What Python found. The passage in hand stays in hand, wherever it comes in the new order.
  take({ list, error }) {
    const held = this.items[this.at];
    this.learning = false;
    this.error = error;
    this.items = list.filter((one) => !this.skipped.has(this.#name(one))).slice(0, SHOWN);
    const at = held ? this.items.findIndex(({ start, end }) => start === held.start && end === held.end) : -1;
    this.at = Math.max(0, at);
    this.#draw();
    if (at < 0 && this.isFocused) this.#look();
  }

  #name({ start, end }) {
    return `${this.interview} ${this.code.id} ${start} ${end}`;
  }

  #draw() {
    const { t, items } = this;
    this.name.replaceChildren(el("span", { class: "dot", vars: { "--c": this.colorOf(this.code.id) } }), this.state.path(this.code).join(" › "));
    this.note.textContent = this.error || (this.learning && !items.length ? t.learning : items.length ? "" : t.no_suggestions);
    this.acts.hidden = !items.length;
    this.list.replaceChildren(...items.map((item, index) => this.#item(item, index)));
    this.list.setAttribute("aria-activedescendant", items.length ? `suggestion-${this.at}` : "");
  }

  #item({ start, end, turn, marks, because }, index) {
    const { t } = this;
    const { text } = this.state.doc;
    const words = [];
    let at = start;
    for (const [from, to] of marks) {
      words.push(text.slice(at, from), el("mark", { text: text.slice(from, to) }));
      at = to;
    }
    words.push(text.slice(at, end));
    const on = index === this.at;
    return el(
      "li", {
        id: `suggestion-${index}`, role: "option", class: on ? "on" : null, "aria-selected": String(on),
        on: { mousedown: (event) => event.preventDefault(), click: () => { this.list.focus({ preventScroll: true }); this.#go(index); } },
      },
      el("small", { text: fill(t.turn_n, { n: turn }) }), el("p", {}, ...words),
      because ? el("small", { text: fill(t.because, { words: because }) }) : null,
    );
  }

  #go(index) {
    this.at = Math.max(0, Math.min(this.items.length - 1, index));
    this.#draw();
    this.#look();
  }

  // Show the passage in hand in the text.
  #look() {
    const item = this.items[this.at];
    if (!item) return;
    this.onLook(item);
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
  }

  #next() {
    const [item] = this.items.splice(this.at, 1);
    this.at = Math.min(this.at, Math.max(0, this.items.length - 1));
    this.#draw();
    this.#look();
    return item;
  }

  #accept() {
    const item = this.items[this.at];
    if (!item) return;
    this.onAccept(item, this.code);
    this.#next();
  }

  #reject() {
    if (this.items.length) this.onReject(this.#next(), this.code);
  }

  #skip() {
    if (!this.items.length) return;
    this.skipped.add(this.#name(this.items[this.at]));
    this.#next();
    this.onSay(this.t.skipped);
    if (!this.items.length) this.again();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const acts = {
      a: () => this.#accept(), x: () => this.#reject(), s: () => this.#skip(), u: () => this.close(),
      ArrowDown: () => this.#go(this.at + 1), ArrowUp: () => this.#go(this.at - 1),
      Home: () => this.#go(0), End: () => this.#go(this.items.length - 1),
      Enter: () => this.onText(), Escape: () => this.close(),
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }
}
