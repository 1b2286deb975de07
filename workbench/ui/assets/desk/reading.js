// The reading column: turns with names at the left and their codings as buttons at the right.
// Each turn's words are one text node, so a place in the text is a turn and an offset in it.

import { el, fill } from "./dom.js";
import { turnAt, turnsWithin, warning } from "./anchor.js";
import { words as wordsOf } from "./memo_text.js";

// Whether this browser says when a turn comes into sight.
const TELLS = "oncontentvisibilityautostatechange" in document.documentElement;

export class Reading {
  constructor({ state, t, colorOf, onButton, onHover, onMemo }) {
    Object.assign(this, { state, t, colorOf, onButton, onHover, onMemo });
    this.column = el("div", { class: "column" });
    this.marks = el("div", { class: "marks", "aria-hidden": "true" });
    this.caret = el("div", { class: "caret", hidden: true, "aria-hidden": "true" });
    this.element = el(
      "div",
      { class: "read", tabindex: "0", role: "region" },
      this.column,
    );
    this.rows = [];
    this.shown = new Map();
    this.byTurn = new Map();
    this.loose = new Set();
    this.going = null;
  }

  // Build the text anew. Only another interview or revision does this.
  setDoc(doc) {
    this.rows = doc.turns.map((turn) => this.#row(turn, doc.text.slice(turn.start, turn.end)));
    this.shown = new Map();
    this.byTurn = new Map();
    this.loose.clear();
    this.column.replaceChildren(this.marks, ...this.rows.map((row) => row.element), this.caret);
    this.element.setAttribute("aria-label", fill(this.t.transcript_of, { title: doc.title }));
  }

  #row(turn, text) {
    const name = this.nameOf(turn);
    const number = turn.time === null ? String(turn.number) : `${turn.number} · ${clock(turn.time)}`;
    const who = el("div", { class: "who" }, name, el("small", { text: number }));
    const words = el("p", { lang: "nb", text });
    const side = el("div", { class: "side" });
    const element = el(
      "div",
      { class: `turn ${turn.role}`, role: "group", data: { turn: turn.number }, "aria-label": fill(this.t.turn_of, { n: turn.number, name }) },
      who, words, side,
    );
    // Turns out of sight are not laid out; until one has been, its words say how high it is.
    const lines = Math.ceil((words.textContent.length + 1) / 68);
    element.style.containIntrinsicBlockSize = `auto ${Math.max(36, Math.round(lines * 26.9))}px`;
    const row = { element, words, side, node: words.firstChild, hidden: TELLS, stale: false };
    element.addEventListener("contentvisibilityautostatechange", (event) => {
      row.hidden = event.skipped;
      if (!row.hidden && row.stale) this.align([this.rows.indexOf(row)]);
    });
    return row;
  }

  nameOf(turn) {
    return turn.role === "interviewer" ? this.t.interviewer : turn.speaker || turn.person || this.t.unknown_speaker;
  }

  // Redraw the buttons of those turns whose codings changed; the words are never touched.
  setCodings(codings) {
    const next = new Map();
    const stale = new Set();
    const turns = this.state.doc.turns;
    for (const coding of codings) {
      next.set(coding.id, coding);
      const old = this.shown.get(coding.id);
      if (old !== coding) stale.add(this.#home(coding));
      if (old && old !== coding) stale.add(this.#home(old));
    }
    for (const [id, old] of this.shown) if (!next.has(id)) stale.add(this.#home(old));
    this.shown = next;
    this.byTurn = new Map();
    for (const coding of codings) {
      const index = this.#home(coding);
      if (!this.byTurn.has(index)) this.byTurn.set(index, []);
      this.byTurn.get(index).push(coding);
    }
    for (const index of stale) {
      if (index >= turns.length) continue;
      this.#side(index);
      this.loose.add(index);
    }
  }

  // Align the turns whose buttons are new, or all of them after the width has changed.
  settle({ all = false } = {}) {
    const indices = all ? this.rows.keys() : this.loose;
    this.align([...indices]);
    this.loose.clear();
  }

  #home(coding) {
    return turnsWithin(this.state.doc.turns, coding.start, coding.end)[0];
  }

  #side(index) {
    const side = this.rows[index].side;
    const list = (this.byTurn.get(index) ?? []).sort((a, b) => a.start - b.start || b.end - a.end);
    const focused = side.querySelector(":focus")?.dataset.id;
    side.replaceChildren(...list.map((one) => (one.text === undefined ? this.#button(one) : this.#memo(one))));
    if (focused) side.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #button(coding) {
    const { state, t } = this;
    const own = coding.coder === state.coder;
    const name = state.codeName(coding);
    const warn = warning(state.doc, coding.start, coding.end);
    const quote = state.doc.text.slice(coding.start, coding.end).replace(/\s+/g, " ");
    const extent = shortened(quote);
    const signs = [
      coding.valence && el("i", { text: { present: "+", missing: "−", both: "±" }[coding.valence], title: t[coding.valence] }),
      coding.stance && el("i", { text: t[`${coding.stance}_short`], title: t[coding.stance] }),
      coding.memo && el("i", { text: "✎", title: coding.memo }),
      warn && el("i", { class: "warn", text: "!", title: t[`warn_${warn}`] }),
      coding.review && el("i", { class: "warn", text: "?", title: t.review }),
    ];
    const said = [
      state.path(state.code.get(coding.code)).join(", ") || name, fill(t.quoted, { text: extent }), coding.coder,
      coding.valence && t[coding.valence], coding.stance && t[coding.stance],
      coding.memo && t.has_memo, warn && t[`warn_${warn}`], coding.pending && t.not_stored_yet,
    ].filter(Boolean);
    return el(
      "button",
      {
        type: "button",
        class: `cod${own ? "" : " other"}${coding.pending ? " pending" : ""}${state.active === coding.id ? " on" : ""}`,
        data: { id: coding.id },
        vars: { "--c": this.colorOf(coding.code) },
        "aria-label": said.join(". "),
        on: {
          click: () => this.onButton(coding.id),
          pointerenter: () => this.onHover(coding.id),
          pointerleave: () => this.onHover(null),
        },
      },
      el("span", { text: name }),
      ...signs,
      own ? null : el("small", { text: ` · ${coding.coder}` }),
    );
  }

  // A memo on a passage: a quiet button with its first words.
  #memo(memo) {
    const { state, t } = this;
    const quote = shortened(state.doc.text.slice(memo.start, memo.end).replace(/\s+/g, " "));
    const text = wordsOf(memo);
    const said = [t.memo_passage, fill(t.quoted, { text: quote }), memo.coder, shortened(text), memo.pending && t.not_stored_yet];
    return el(
      "button",
      {
        type: "button", class: `passage${memo.pending ? " pending" : ""}`, data: { id: memo.id }, title: text,
        "aria-label": said.filter(Boolean).join(". "),
        on: {
          click: () => this.onMemo(memo.id),
          pointerenter: () => this.onHover(memo.id),
          pointerleave: () => this.onHover(null),
        },
      },
      el("i", { text: "✎" }), el("span", { text }), memo.coder === state.coder ? null : el("small", { text: ` · ${memo.coder}` }),
    );
  }

  // Put each button beside the line where its coding begins, below the one before it.
  // Those of turns out of sight wait until they come into it.
  align(indices) {
    const jobs = [];
    for (const index of indices) {
      const row = this.rows[index];
      row.stale = row.hidden;
      if (row.stale) continue;
      const { side, words, element } = row;
      const buttons = [...side.children];
      if (!buttons.length) {
        if (element.style.minHeight) element.style.minHeight = "";
        continue;
      }
      const list = this.byTurn.get(index) ?? [];
      const top = words.getBoundingClientRect().top;
      const turn = this.state.doc.turns[index];
      let y = 0;
      const places = buttons.map((one, at) => {
        const from = Math.max(0, list[at].start - turn.start);
        const line = this.#rect(index, from).top - top;
        y = Math.max(y, line + 1);
        const place = y;
        y += one.offsetHeight + 2;
        return place;
      });
      jobs.push(() => {
        buttons.forEach((one, at) => one.style.setProperty("top", `${places[at]}px`));
        element.style.minHeight = `${Math.ceil(y + 2)}px`;
      });
    }
    jobs.forEach((job) => job());
  }

  #rect(index, offset) {
    const { node, words } = this.rows[index];
    if (!node) return words.getBoundingClientRect();
    const range = document.createRange();
    const at = Math.min(offset, node.length);
    range.setStart(node, Math.min(at, Math.max(0, node.length - 1)));
    range.setEnd(node, Math.min(node.length, Math.min(at, Math.max(0, node.length - 1)) + 1));
    const rects = range.getClientRects();
    return rects.length ? rects[0] : words.getBoundingClientRect();
  }

  // The place of an offset in the DOM: [text node, offset].
  point(offset) {
    const { turns } = this.state.doc;
    const index = turnAt(turns, offset);
    const row = this.rows[index];
    const inside = Math.min(offset, turns[index].end) - turns[index].start;
    return row.node ? [row.node, inside] : [row.words, 0];
  }

  // The offset of a place in the DOM, or null where it is not in the text.
  offset(node, inside) {
    const section = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".turn");
    const { turns } = this.state.doc;
    if (!section) return node === this.column ? (turns[Math.max(0, inside - 1)]?.start ?? null) : null;
    const index = this.rows.findIndex((row) => row.element === section);
    if (index < 0) return null;
    const turn = turns[index];
    if (node === this.rows[index].node) return turn.start + Math.min(inside, turn.end - turn.start);
    const after = node === this.rows[index].words ? inside > 0 : this.rows[index].side.contains(node);
    return after ? turn.end : turn.start;
  }

  // Whether a place in the DOM follows the last turn: three clicks on that turn end there.
  follows(node, inside) {
    const last = this.rows[this.rows.length - 1]?.element;
    if (!last || !this.column.contains(node) || last.contains(node)) return false;
    return node === this.column ? inside > [...this.column.children].indexOf(last) : Boolean(last.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  // Where the rectangle of one character lies, in the column's own coordinates.
  rect(offset, { after = false } = {}) {
    const { turns } = this.state.doc;
    const index = turnAt(turns, after && offset > 0 ? offset - 1 : offset);
    const inside = offset - turns[index].start;
    const box = this.column.getBoundingClientRect();
    const atEnd = after || inside >= turns[index].end - turns[index].start;
    const one = this.#rect(index, atEnd ? Math.max(0, inside - 1) : inside);
    const x = atEnd ? one.right : one.left;
    return { x: x - box.left, top: one.top - box.top, bottom: one.bottom - box.top };
  }

  // At the end of selected words it is still: blinking, the page would draw frames all the time,
  // and a key would wait for its own.
  placeCaret(offset, { after = false, still = false } = {}) {
    this.caret.hidden = false;
    this.caret.classList.toggle("still", still);
    const { x, top, bottom } = this.rect(offset, { after });
    this.caret.style.transform = `translate(${x - 1}px, ${top}px)`;
    this.caret.style.height = `${bottom - top}px`;
  }

  // The offset under a point of the window, also inside the shadow root.
  offsetAt(x, y) {
    const root = this.element.getRootNode();
    if (document.caretPositionFromPoint) {
      const found = document.caretPositionFromPoint(x, y, { shadowRoots: [root] });
      return found && this.element.contains(found.offsetNode) ? this.offset(found.offsetNode, found.offset) : null;
    }
    const range = document.caretRangeFromPoint?.(x, y);
    return range && this.element.contains(range.startContainer) ? this.offset(range.startContainer, range.startOffset) : null;
  }

  // Bring an offset into sight; nothing moves when it is there already. One that is gone to is
  // looked for again, as `scrollTo` does, unless something else has moved the text meanwhile.
  reveal(offset, { center = false, margin = 40, frames = 2 } = {}) {
    const { top, bottom } = this.rect(offset);
    const view = this.element;
    if (center || top < view.scrollTop + margin || bottom > view.scrollTop + view.clientHeight - margin) {
      const to = center ? top - view.clientHeight / 3 : top < view.scrollTop + margin ? top - margin * 2 : bottom - view.clientHeight + margin * 2;
      view.scrollTop = Math.max(0, to);
      const { rows } = this;
      this.going = center && frames > 0 ? offset : null;
      if (this.going !== null) requestAnimationFrame(() => this.going === offset && rows === this.rows && this.reveal(offset, { center, margin, frames: frames - 1 }));
    }
  }

  // The first turn that can be seen.
  firstVisible() {
    const top = this.element.scrollTop - this.column.offsetTop + 20;
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { element } = this.rows[middle];
      if (element.offsetTop + element.offsetHeight > top) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  // Where one is in the text: the first turn in sight, and how far it is scrolled past the top.
  // Pixels from the top of the text would not do: turns never seen have a guessed height.
  place() {
    const turn = this.firstVisible();
    if (!this.rows[turn]) return null;
    const top = this.rows[turn].element.offsetTop + this.column.offsetTop;
    return { turn, past: Math.round(this.element.scrollTop - top) };
  }

  // Go back to a place, or to the top without one. Turns that come into sight for it get their
  // true heights a frame later and may push it away, so it is found once more then.
  scrollTo(place, { frames = 2 } = {}) {
    const row = place && this.rows[Math.min(place.turn, this.rows.length - 1)];
    this.element.scrollTop = row ? row.element.offsetTop + this.column.offsetTop + place.past : 0;
    if (row && frames > 0) requestAnimationFrame(() => this.rows.includes(row) && this.scrollTo(place, { frames: frames - 1 }));
  }
}

function shortened(text) {
  return text.length > 80 ? `${text.slice(0, 40)} … ${text.slice(-30)}` : text;
}

export function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : String(part))).join(":");
}
