// The coding desk, mounted once and then told what is new. Everything here ties the small parts
// together: what Python says, what waits in the outbox, what is drawn, what keys and mouse do.

import {
  moveEnd, nextCoding, nextUncoded, questionAndAnswer, sentenceAt, snap, step, stepTurn, turnAt, turnsWithin, warning, wholeTurn, whose,
} from "./anchor.js";
import { Ask } from "./ask.js";
import { Bar, Foot } from "./bar.js";
import { Card } from "./card.js";
import { colorsOf, isDark, shown } from "./colors.js";
import { digits, pinned } from "./digits.js";
import { clipped, el, fill } from "./dom.js";
import { Favourites } from "./favourites.js";
import { Handles } from "./handles.js";
import { Highlights } from "./highlights.js";
import { command } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Help, Memos } from "./overlays.js";
import { Mend } from "./mend.js";
import { Slip } from "./slip.js";
import { Palette } from "./palette.js";
import { Reading } from "./reading.js";
import { Mouse } from "./select.js";
import { memoKey, State } from "./state.js";
import { Strip } from "./strip.js";
import { Suggest } from "./suggest.js";
import { Tree } from "./tree.js";
import { Memory } from "./memory.js";

const desks = new WeakMap();

// The colour of what has no code, or not yet.
const NEUTRAL = "#6b6f7b";

// How long nothing is heard of others' work before the desk asks, in milliseconds.
const LISTEN = 20000;

export default function mount({ parentElement, data, setStateValue }) {
  let desk = desks.get(parentElement);
  if (!desk) {
    desk = new Desk(parentElement);
    desks.set(parentElement, desk);
  }
  desk.receive(data, setStateValue);
  // Streamlit may ask for the clean-up of a call that a newer one has overtaken, while the
  // element stays; only a desk that has left the page is taken apart.
  return () => setTimeout(() => {
    if (parentElement.isConnected || desks.get(parentElement) !== desk) return;
    desk.close();
    desks.delete(parentElement);
  }, 0);
}

class Desk {
  constructor(root) {
    this.root = root;
    this.state = new State();
    this.outbox = new Outbox({ send: (seq, actions) => this.#post({ seq, actions }) });
    this.memory = new Memory();
    this.element = null;
    this.session = null;
    this.have = { scheme: null, interview: null, revision: null, mark: null, texts: null, memos: null };
    this.wanted = null;
    this.saved = { waiting: 0, failed: "", time: "", kept: true };
    this.caret = 0;
    this.anchor = null;
    this.timer = setInterval(() => this.#tick(), 1500);
    this.awake = () => document.visibilityState === "visible" && this.session && this.#post({});
    document.addEventListener("visibilitychange", this.awake);
    this.resized = () => this.#layout();
    addEventListener("resize", this.resized);
    this.typed = (event) => this.#windowKey(event);
    addEventListener("keydown", this.typed, true);
    this.hidden = () => this.#rest();
    addEventListener("pagehide", this.hidden);
  }

  close() {
    this.#rest();
    clearInterval(this.timer);
    removeEventListener("pagehide", this.hidden);
    document.removeEventListener("visibilitychange", this.awake);
    removeEventListener("resize", this.resized);
    removeEventListener("keydown", this.typed, true);
    this.mouse?.close();
    this.observer?.disconnect();
    this.highlights?.clear();
  }

  // Send what has no answer; with nothing to send, ask now and then what others did.
  #tick() {
    if (this.outbox.actions.length) this.outbox.flush();
    else if (document.visibilityState === "visible" && performance.now() - this.heard > LISTEN) {
      this.heard = performance.now();
      this.#post({});
    }
  }

  // ---- what Python says ------------------------------------------------------------------

  receive(data, setStateValue) {
    this.setStateValue = setStateValue;
    if (!data) return;
    this.heard = performance.now();
    const fresh = data.session !== this.session;
    this.session = data.session;
    this.memory.open(data.study, data.coder);
    if (data.texts && data.texts_mark !== this.have.texts) this.#build(data.texts, data.texts_mark);
    if (!this.element) return this.#post({ have: null });
    this.outbox.open(data.study);
    if (this.state.coder !== data.coder) {
      this.state.coder = data.coder;
      this.#closeAll();
      this.state.active = null;
      this.repaint = true;
    }
    this.#scheme(data);
    if (this.#wantsLast(data)) return this.#post({});
    const opened = this.#doc(data);
    if (opened === null) return this.#post({});
    const settled = this.#settle(data);
    if (!this.#codings(data)) return this.#post({ have: { ...this.have, mark: null } });
    this.#head(data);
    this.#memosCome(data);
    this.#pinsCome(data, settled);
    this.#redraw();
    if (opened) this.#opened(data);
    this.#suggestionsCome(data, settled, opened);
    this.element.dataset.settled = String(data.settled);
    if (data.trouble) {
      // The study cannot be written just now: the timer tries again, calmly.
      this.saved.failed = data.trouble;
      this.#say(fill(this.t.not_saved, { reason: data.trouble }), true);
      this.#foot();
    } else if (fresh) this.outbox.restart();
    else this.outbox.flush();
    for (const { action, result } of settled) if (result.error) this.#refused(action, result.error);
    return undefined;
  }

  #post({ seq = this.outbox.seq, actions = this.outbox.actions, have = this.have }) {
    this.setStateValue?.("outbox", { seq, have, ask: this.asked ?? null, open: this.wanted, coder: this.state.coder, actions, nonce: (this.nonce = (this.nonce ?? 0) + 1) });
  }

  #scheme(data) {
    const dark = isDark(this.root.host);
    const changed = Boolean(data.scheme);
    if (changed) {
      this.state.setScheme(data.scheme.codes);
      this.colors = colorsOf(data.scheme.codes);
      this.have.scheme = data.scheme.mark;
      this.digitsNow = this.pinsDrawn = null;
    }
    if (changed || dark !== this.dark) {
      this.dark = dark;
      this.element.dataset.theme = dark ? "dark" : "light";
      const accent = getComputedStyle(this.root.host).getPropertyValue("--st-primary-color").trim();
      const selection = /^#[0-9a-f]{6}$/i.test(accent) ? accent : dark ? "#63b8bf" : "#1f6f78";
      this.highlights.setColors([...this.colors.values(), NEUTRAL].map((color) => shown(color, dark)), { dark, selection });
      this.tree.setScheme();
      this.repaint = true;
    }
  }

  colorOf = (code) => shown(this.colors?.get(code) ?? NEUTRAL, this.dark);

  // Where nobody has said which interview, it is the one that was open last.
  #wantsLast(data) {
    if (!data.defaulted || this.state.doc || this.wanted) return false;
    const last = this.memory.last();
    if (!last || last === data.doc?.interview || !data.interviews?.some(({ id }) => id === last)) return false;
    this.wanted = last;
    return true;
  }

  // Null when the text that the codings belong to has still to be asked for.
  #doc(data) {
    if (data.interviews) this.bar.setInterviews(data.interviews);
    if (data.doc) {
      const same = this.have.interview === data.doc.interview && this.have.revision === data.doc.revision;
      this.have.interview = data.doc.interview;
      this.have.revision = data.doc.revision;
      this.have.mark = null;
      if (same) {
        this.state.mark = null;
        return false;
      }
      this.stayed = data.doc.interview === this.state.doc?.interview ? this.caret : null;
      this.#leave();
      this.highlights.clear();
      this.state.setDoc(data.doc);
      this.reading.setDoc(data.doc);
      this.title.textContent = data.doc.title;
      this.empty.hidden = true;
      this.reading.element.hidden = false;
      this.element.dataset.interview = data.doc.interview;
      this.element.dataset.revision = data.doc.revision;
      this.wanted = null;
      return true;
    }
    if (data.head && data.head.interview !== this.have.interview) {
      this.have = { ...this.have, interview: null, revision: null, mark: null };
      return null;
    }
    return false;
  }

  // Keep the place in the interview that is left.
  #leave() {
    this.#closeAll();
    if (this.state.doc) this.memory.place(this.state.doc.interview, this.reading.place());
    this.#rest();
  }

  // Keep what is selected and where the caret is, until one comes back.
  #rest() {
    const { doc, selection } = this.state;
    if (!doc) return;
    const { start = null, end = null, whole = "" } = selection ?? {};
    this.memory.rest(doc.interview, { revision: doc.revision, caret: this.caret, start, end, whole });
  }

  #settle(data) {
    const settled = this.outbox.settle(data.results ?? [], { answered: data.answered });
    this.renamed = new Map();
    for (const { action, result } of settled) {
      if (result.coding && action.kind === "code") {
        this.state.rename(action.request, result.coding);
        this.renamed.set(action.request, result.coding);
      }
      if (result.memo && action.kind === "memo") this.state.renameMemo(action.request, result.memo);
    }
    if (settled.some(({ result }) => !result.error)) {
      this.saved.failed = "";
      this.saved.time = data.time;
    }
    for (const { action, result } of settled) {
      if (action.kind === "mend" && result.said) this.#say(result.said);
      if (action.kind !== "undo" && action.kind !== "redo") continue;
      const text = result.error || result.said || "";
      this.#say(text);
      // What was taken back may lie in another interview: it is said in sight as well.
      this.foot.setPlace(text, Boolean(result.error));
    }
    return settled;
  }

  #codings(data) {
    if (!data.codings) return this.state.doc === null;
    if (data.codings.base === null) this.repaint = true;
    const taken = this.state.take(data.codings);
    if (taken) this.have.mark = data.codings.mark;
    return taken;
  }

  #head(data) {
    if (!data.head) return;
    this.bar.setHead(data.head);
    this.head = data.head;
    this.coders = data.coders;
  }

  #pinsCome(data, settled) {
    const drawn = `${data.coder} ${JSON.stringify(data.pins)}`;
    if (drawn === this.pinsDrawn && !settled.some(({ action }) => action.kind === "pin")) return;
    this.pinsDrawn = drawn;
    this.storedPins = data.pins;
    this.#digitsDrawn();
  }

  #memosCome(data) {
    if (!data.memos || !this.state.doc) return;
    this.state.setMemos(data.memos.list);
    this.have.memos = data.memos.mark;
  }

  // After the text is there: the place that the address names, or where one was.
  #opened(data) {
    const turn = data.goto?.turn;
    const at = data.goto?.start;
    const index = turn ? this.state.doc.turns.findIndex((one) => one.number === turn) : -1;
    this.#layout();
    if (at !== undefined && at !== null) {
      this.#select(at, data.goto.end ?? at);
      this.reading.reveal(at, { center: true });
    } else if (index >= 0) {
      this.caret = this.state.doc.turns[index].start;
      this.reading.reveal(this.caret, { center: true });
    } else {
      this.reading.scrollTo(this.memory.placeOf(this.state.doc.interview));
      const first = this.state.doc.turns[this.reading.firstVisible()]?.start ?? 0;
      this.caret = this.stayed === null ? first : Math.min(this.stayed, this.state.doc.text.length);
      const kept = this.stayed === null ? this.memory.restOf(this.state.doc.interview, this.state.doc.revision) : null;
      if (kept) {
        this.#select(kept.start ?? kept.caret, kept.end ?? kept.caret, { back: kept.caret === kept.start, whole: kept.whole });
      }
    }
    this.memory.keepLast(this.state.doc.interview);
    const focused = document.activeElement;
    const chosen = this.root.activeElement === this.bar.picker;
    if (!focused || focused === document.body || (focused === this.root.host && (chosen || !this.root.activeElement))) this.reading.element.focus({ preventScroll: true });
    if (document.fonts?.status === "loading") document.fonts.ready.then(() => this.#layout({ fonts: true }));
  }

  // An action that Python refused has been taken back already: it is no longer in the outbox.
  #refused(action, error) {
    this.saved.failed = error;
    this.#say(fill(this.t.not_saved, { reason: error }), true);
    this.#foot();
  }

  // ---- building --------------------------------------------------------------------------

  #build(t, mark) {
    this.t = t;
    this.have = { scheme: null, interview: null, revision: null, mark: null, texts: mark, memos: null };
    this.element?.remove();
    this.mouse?.close();
    this.highlights?.clear();
    this.dark = null;
    const { state } = this;
    const colorOf = this.colorOf;
    this.bar = new Bar({
      t, onOpen: (interview) => this.#go(interview), onStatus: (status) => this.#act({ kind: "status", status }),
      onMemo: () => this.memos.open(), onLayers: (name, on) => this.#layer(name, on),
    });
    this.foot = new Foot({ t });
    this.reading = new Reading({ state, t, colorOf, onButton: (id) => this.#openCard([id], id), onHover: (id) => this.#hover(id), onMemo: (id) => this.#openSlip(this.state.memo(id)) });
    this.strip = new Strip({
      reading: this.reading, state, t, onEnter: () => { this.#caretInSight(); this.#focusText(); },
      onGo: (share) => {
        const area = this.reading.element;
        area.scrollTop = share * area.scrollHeight - area.clientHeight / 2;
      },
    });
    this.favourites = new Favourites({
      state, t, colorOf, digits: () => this.#digits(), onPin: (digit) => this.#pinDigit(digit),
      onPick: (code) => this.#pick(code) || this.tree.meaning(code), onLook: (code) => this.tree.meaning(code),
    });
    this.tree = new Tree({
      state, t, colorOf, favourites: this.favourites, slots: { of: (code) => this.#digits().find((one) => one.code === code) },
      onPick: (code) => this.#pick(code), onPin: (code, digit) => this.#pin(code, digit),
      branches: {
        open: () => this.memory.branches(), keep: (open) => this.memory.keepBranches(open),
        typed: () => this.memory.typed(), keepTyped: (text) => this.memory.keepTyped(text),
      },
    });
    this.suggest = new Suggest({
      t, state, colorOf, onAsk: (asked) => this.#ask(asked), onSay: (text) => this.#say(text),
      onLook: ({ start, end }) => { this.#closeAll(); state.active = null; this.#select(start, end, { whole: "suggested" }); this.reading.reveal(start, { center: true }); },
      onAccept: ({ start, end }, code) => { this.#select(start, end, { whole: "suggested" }); this.#assign(code); },
      onReject: ({ start, end }, code) => { this.#act({ kind: "reject", code: code.id, start, end }); this.#say(fill(t.turned_down, { code: code.name })); },
      onText: () => this.#focusText(), onClose: () => this.#focusText(),
    });
    this.tree.element.append(this.suggest.element);
    this.palette = new Palette({
      state, t, colorOf, recent: () => this.memory.recent(),
      onAssign: (code) => this.#assign(code), onNew: (name, parent) => this.#assignNew(name, parent),
      onMemo: () => this.#memoOnWords(this.#target()),
      onClose: () => this.#focusText(), onLook: (code) => this.tree.meaning(code),
    });
    this.card = new Card({
      state, t, colorOf, onChange: (id, changes) => this.#change(id, changes), onRemove: (id) => this.#remove(id),
      onKeep: (id) => this.#keep(id), onActive: (id) => this.#activate(id), onClose: () => { this.#activate(null); this.#focusText(); },
      onMoveEnd: (id, which, back) => this.#moveEnd(which, back, { id }),
    });
    this.handles = new Handles({
      reading: this.reading,
      onMove: (which, offset, exact) => this.#drag(which, offset, exact),
      onDone: (cancel) => this.#dragged(cancel),
    });
    this.help = new Help({ t, onClose: () => this.#focusText() });
    this.memos = new Memos({ t, state, onAdd: (text) => this.#addMemo(text), onEdit: (id, text) => this.#editMemo(id, text), onClose: () => this.#focusText() });
    this.slip = new Slip({
      t, state, onAdd: (text, span) => this.#addMemo(text, span), onEdit: (id, text) => this.#editMemo(id, text),
      onClose: () => { this.#activeDrawn(); this.#focusText(); },
    });
    this.ask = new Ask({
      t, state, onTurn: (index) => this.#toTurn(index), onClose: () => this.#focusText(),
      onHit: (start, end) => { this.#select(start, end, { whole: "words" }); this.reading.reveal(start, { margin: 60 }); },
      onHits: (hits) => this.highlights.found(hits),
    });
    this.mend = new Mend({
      t, state, nameOf: (turn) => this.reading.nameOf(turn), onClose: () => this.#focusText(),
      onMend: (turn, made) => {
        // The caret goes to the new turn, or to where the two are joined.
        const at = made.rest ? Math.min(turn.start + made.text.length + 1, turn.end) : turn.start;
        if (made.rest || made.join) this.#select(at, at);
        this.#act({ kind: "mend", turn: turn.number, ...made });
      },
    });
    this.live = el("div", { class: "live", role: "status", "aria-live": "polite" });
    this.alert = el("div", { class: "live", role: "alert", "aria-live": "assertive" });
    this.title = el("h1", { class: "unseen" });
    this.empty = el("p", { class: "empty", text: t.no_text });
    this.reading.element.hidden = true;
    this.reading.element.append(this.palette.element, this.card.element, this.slip.element, this.mend.element);
    this.element = el(
      "div", { class: "desk", lang: t.lang, data: { settled: "", pending: "0" } },
      this.title, this.bar.element, this.strip.element, this.reading.element, this.empty, this.tree.element, this.foot.element,
      this.ask.element, this.help.element, this.memos.element, this.live, this.alert,
    );
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("copy", (event) => this.#copy(event));
    this.highlights = new Highlights({ reading: this.reading, root: this.root, state });
    this.mouse = new Mouse({
      reading: this.reading,
      onDown: (event) => { this.#closeAll(); if (!event.shiftKey) this.#select(this.caret, this.caret); },
      onSelect: (start, end, how) => this.#selected(start, end, how),
      onClick: (offset, event) => this.#click(offset, event),
      anchor: () => this.reading.point(this.state.selection?.anchor ?? this.caret),
    });
    this.reading.element.addEventListener("scroll", () => this.memory.place(state.doc?.interview, this.reading.place()), { passive: true });
    // Turns that come into sight get their true heights then, and push the caret's line away.
    this.reading.column.addEventListener("contentvisibilityautostatechange", () => {
      this.moving ??= requestAnimationFrame(() => {
        this.moving = null;
        if (state.doc) this.#caretDrawn();
      });
    }, { capture: true });
    this.root.append(this.element);
    this.observer?.disconnect();
    this.observer = new ResizeObserver(() => this.#layout());
    this.observer.observe(this.reading.element);
  }

  // The desk fills the window below what stands above it. Where a button stands depends on the
  // width of the text, so that only a new width is worth measuring everything again.
  #layout({ fonts = false } = {}) {
    if (!this.element) return;
    const top = this.root.host.getBoundingClientRect().top + scrollY;
    // The height itself and only when it is another: a custom property would be inherited, and
    // every change of it restyle the whole transcript.
    const height = `${Math.max(320, innerHeight - top)}px`;
    if (this.element.style.height !== height) this.element.style.height = height;
    if (!this.state.doc) return;
    const width = this.reading.element.clientWidth;
    this.reading.settle({ all: fonts || width !== this.width });
    this.width = width;
    this.strip.measure();
    this.strip.paint(this.state.shownCodings(), this.colorOf);
    this.#selectionDrawn();
  }

  // What is not needed to see a coding at once waits for the frame after it.
  #later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.reading.settle();
      setTimeout(() => {
        this.waiting = false;
        if (!this.state.doc) return;
        this.strip.measure();
        this.strip.paint(this.state.shownCodings(), this.colorOf);
        this.#activeDrawn();
      }, 0);
    });
  }

  // ---- drawing ---------------------------------------------------------------------------

  #redraw() {
    const { state } = this;
    if (!state.doc) return;
    state.overlay(this.outbox.actions);
    this.#layers();
    const codings = state.shownCodings();
    const memos = this.#memosDrawn();
    if (this.repaint) {
      this.highlights.drawn.clear();
      // Every button is made anew, and those of codings that are gone are taken away.
      this.reading.shown = new Map([...this.reading.shown].map(([id, coding]) => [id, { ...coding }]));
      this.repaint = false;
    }
    this.highlights.paint(codings, this.colorOf);
    this.reading.setCodings(memos.length ? codings.concat(memos) : codings);
    this.#activeDrawn();
    this.tree.count();
    this.card.refresh(this.renamed);
    if (this.palette.isOpen) this.palette.draw();
    this.bar.setCount(state.own().length);
    this.#later();
    this.#foot();
  }

  #foot() {
    this.foot.setSum([this.bar.share.textContent, this.bar.count.textContent, this.bar.facts.textContent]);
    this.saved.waiting = this.outbox.actions.length;
    this.saved.kept = this.outbox.kept;
    this.foot.setSaved(this.saved);
    this.element.dataset.pending = String(this.outbox.actions.length);
    this.element.dataset.codings = String(this.state.codings.size);
    this.element.dataset.own = String(this.state.own().length);
  }

  // The memos on passages; drawn in the text, and told of, only when they are others than before.
  #memosDrawn() {
    const { state } = this;
    const hidden = [...state.hidden].join("\n");
    if (!this.repaint && this.memosOf === state.memos && this.memosHidden === hidden) return this.passages;
    this.memosOf = state.memos;
    this.memosHidden = hidden;
    this.passages = state.passageMemos();
    this.highlights.passages(this.passages);
    this.bar.setMemos(state.interviewMemos().length);
    this.memos.refresh();
    this.slip.refresh();
    return this.passages;
  }

  #layers() {
    const { state } = this;
    const counts = new Map([[state.coder, 0]]);
    for (const memo of state.memos.values()) if (memo.start !== null && !counts.has(memo.coder)) counts.set(memo.coder, 0);
    for (const coding of state.codings.values()) counts.set(coding.coder, (counts.get(coding.coder) ?? 0) + 1);
    state.hidden = new Set([...counts.keys()].filter((name) => !this.memory.shows(name, {
      own: name === state.coder, alone: counts.get(state.coder) === 0 && !this.head?.assigned,
    })));
    this.bar.setLayers([...counts].map(([name, n]) => ({ name, n })), state.hidden, state.coder);
  }

  #layer(name, on) {
    this.memory.show(name, on);
    this.#redraw();
  }

  #activeDrawn() {
    const { state } = this;
    const coding = this.dragged ?? (state.active === null ? null : state.codings.get(state.active));
    const { span } = this.slip;
    const marked = state.selection && span && state.selection.start === span.start && state.selection.end === span.end;
    const words = coding ?? (this.slip.isOpen && !marked ? span : null);
    this.highlights.active(words, words ? this.colorOf(coding?.code) : null);
    const own = coding && coding.coder === state.coder;
    this.handles.place(own ? coding : null, coding ? this.colorOf(coding.code) : null);
    for (const one of this.reading.column.querySelectorAll(".cod.on")) one.classList.remove("on");
    if (coding) this.reading.column.querySelector(`.cod[data-id="${CSS.escape(String(coding.id))}"]`)?.classList.add("on");
  }

  #hover(id) {
    if (this.state.active !== null || this.slip.isOpen) return;
    const one = id === null ? null : (this.state.codings.get(id) ?? this.state.memo(id));
    this.highlights.active(one, one ? this.colorOf(one.code) : null);
  }

  #caretDrawn() {
    const { selection, doc } = this.state;
    if (doc) this.reading.placeCaret(this.caret, { after: selection !== null && this.caret === selection.end, still: selection !== null });
  }

  // The caret stands at the end of the selected words that Shift and arrows move.
  #selectionDrawn({ moved = true } = {}) {
    const { selection } = this.state;
    this.highlights.selection(selection);
    if (moved) this.#caretDrawn();
    this.#activeDrawn();
  }

  // ---- selecting -------------------------------------------------------------------------

  // Make [start, end) the selection; an empty one leaves the caret at its place.
  #select(start, end, { back = false, whole = "", keep = false } = {}) {
    const { state } = this;
    if (start >= end) {
      state.selection = null;
      this.caret = Math.min(end, state.doc.text.length);
    } else {
      state.selection = { start, end, focus: back ? start : end, anchor: back ? end : start, whole, made: [] };
      this.caret = back ? start : end;
    }
    if (!keep) this.anchor = null;
    this.#selectionDrawn();
    this.strip.mark(this.caret);
    this.#place();
  }

  #selected(start, end, { exact, done }) {
    const found = snap(this.state.doc.text, start, end, { exact });
    if (!found) return;
    this.#select(found.start, found.end);
    if (done) this.#saySelection();
  }

  #place() {
    const { selection, doc } = this.state;
    if (!selection) return this.foot.setPlace("");
    const { words } = whose(doc, selection.start, selection.end);
    const [first, last] = turnsWithin(doc.turns, selection.start, selection.end);
    const n = doc.turns[first].number;
    const text = last - first > 1
      ? fill(this.t.selected_turns, { words, from: n, to: doc.turns[last - 1].number })
      : fill(words === 1 ? this.t.selected_word : this.t.selected, { words, n });
    const warn = warning(doc, selection.start, selection.end);
    this.foot.setPlace(warn ? `${text} · ${this.t[`warn_${warn}`]}` : text, Boolean(warn));
    return undefined;
  }

  #saySelection() {
    const { selection, doc } = this.state;
    if (!selection) return;
    const text = doc.text.slice(selection.start, selection.end);
    this.#say(fill(this.t.selected_said, { text: text.length > 120 ? `${text.slice(0, 60)} … ${text.slice(-50)}` : text }));
  }

  #move({ to, far, extend }) {
    const { state } = this;
    const { selection, doc } = state;
    const from = selection ? selection.focus : this.caret;
    const turn = doc.turns[turnAt(doc.turns, from)];
    const granularity = far ? "sentence" : "word";
    const targets = {
      left: () => step(doc, from, { granularity, back: true, ends: extend }),
      right: () => step(doc, from, { granularity, ends: extend }),
      up: () => (far ? stepTurn(doc, from, { back: true }) : this.#line(from, -1)),
      down: () => (far ? stepTurn(doc, from, { ends: extend }) : this.#line(from, 1)),
      home: () => (far ? 0 : turn.start),
      last: () => (far ? doc.text.length : turn.end),
    };
    const target = targets[to]();
    if (extend) {
      const anchor = this.anchor ?? (selection ? selection.anchor : from);
      const back = target < anchor;
      const found = anchor === target ? null : snap(doc.text, anchor, target, {});
      if (found) this.#select(found.start, found.end, { back, keep: true });
      else this.#select(target, target, { keep: true });
      this.anchor = anchor;
      this.caret = target;
      if (state.selection) state.selection.focus = target;
      this.#saySelection();
    } else {
      this.#select(target, target);
      this.#say(doc.text.slice(target, Math.min(target + 40, doc.text.length)).split("\n")[0]);
    }
    this.reading.reveal(target);
  }

  // One line up or down, at about the same place across.
  #line(from, by) {
    const { x, top, bottom } = this.reading.rect(from);
    const box = this.reading.column.getBoundingClientRect();
    const height = bottom - top;
    for (let away = 1; away < 8; away += 1) {
      const y = box.top + (by > 0 ? bottom + height * (away - 0.5) * 0.9 : top - height * (away - 0.5) * 0.9);
      this.reading.reveal(from);
      const found = this.reading.offsetAt(box.left + Math.max(x, 120), y);
      if (found !== null && (by > 0 ? found > from : found < from) && Math.abs(this.reading.rect(found).top - top) > 3) return found;
    }
    const { turns } = this.state.doc;
    const index = Math.max(0, Math.min(turns.length - 1, turnAt(turns, from) + by));
    return turns[index].start;
  }

  #click(offset, event) {
    const here = this.state.at(offset);
    this.#select(offset, offset);
    if (here.length && !event.shiftKey) this.#openCard(here.map((coding) => coding.id), null);
  }

  #copy(event) {
    const { selection, doc } = this.state;
    const typing = this.root.activeElement?.matches?.("input, textarea");
    if (!selection || typing) return;
    event.clipboardData.setData("text/plain", doc.text.slice(selection.start, selection.end));
    event.preventDefault();
  }

  // ---- acting ----------------------------------------------------------------------------

  #act(action) {
    const done = this.outbox.add({ interview: this.state.doc.interview, revision: this.state.doc.revision, coder: this.state.coder, ...action });
    this.saved.failed = "";
    this.renamed = new Map();
    this.#redraw();
    return done;
  }

  // What a code would be put on: the selected words, those of the coding in hand, or else the
  // sentence that the caret is in, which is selected then.
  #target() {
    const { selection, active, codings, doc } = this.state;
    if (selection) return selection;
    const coding = active === null ? null : codings.get(active);
    if (coding) return { start: coding.start, end: coding.end };
    const sentence = sentenceAt(doc, this.caret);
    if (sentence) this.#select(sentence.start, sentence.end, { whole: "sentence" });
    return this.state.selection;
  }

  #assign(code, made = {}) {
    const target = this.#target();
    if (!target) return this.#say(this.t.select_first);
    const { state } = this;
    const name = code?.name ?? made.new_code.name;
    const twin = code && state.own().find((one) => one.start === target.start && one.end === target.end && one.code === code.id);
    if (twin) {
      state.active = twin.id;
      this.#activeDrawn();
      return this.#say(fill(this.t.coded_already, { code: name }));
    }
    const action = this.#act({ kind: "code", start: target.start, end: target.end, code: code?.id ?? null, ...made });
    if (state.selection) state.selection.made.push(action.request);
    this.last = action.request;
    state.active = null;
    if (code) {
      if (this.memory.use(code.id, this.#pins(), this.#usable)) this.#digitsDrawn();
    }
    this.#selectionDrawn({ moved: false });
    const warn = warning(state.doc, target.start, target.end);
    this.#say([fill(this.t.coded, { code: name }), warn && this.t[`warn_${warn}`]].filter(Boolean).join(" "));
    if (this.state.hidden.has(state.coder)) this.#layer(state.coder, true);
    return undefined;
  }

  #assignNew(name, parent) {
    this.#assign(null, { new_code: { name, parent } });
  }

  #addMemo(text, span = {}) {
    const { request } = this.#act({ kind: "memo", text, ...span });
    this.#say(this.t.memo_stored);
    return memoKey(request);
  }

  #editMemo(id, text) {
    const memo = this.state.memo(id);
    if (!memo || memo.text === text) return;
    this.#act({ kind: "edit_memo", memo: memo.row, text });
    this.#say(text ? this.t.memo_stored : this.t.memo_removed);
  }

  // A code of the tree: assigned when there is something to assign it to. Null: back to the text.
  #pick(code) {
    if (code === null) {
      this.#focusText();
      return false;
    }
    if (!this.state.selection) return false;
    this.#assign(code);
    return true;
  }

  // The coding that valence, stance, memo and removal speak of: the one in hand, else the one
  // that was made last on the selected words.
  #current() {
    const { state } = this;
    if (state.active !== null) return state.codings.get(state.active) ?? null;
    const made = state.selection?.made ?? [];
    const last = made[made.length - 1];
    return last === undefined ? null : (state.codings.get(last) ?? null);
  }

  #mine(coding = this.#current()) {
    if (!coding) this.#say(this.t.choose_coding);
    else if (coding.coder !== this.state.coder) this.#say(fill(this.t.not_yours, { coder: coding.coder }));
    else return coding;
    return null;
  }

  #change(id, changes) {
    const coding = this.#mine(this.state.coding(id));
    if (!coding || Object.entries(changes).every(([name, value]) => coding[name] === value)) return;
    this.#act({ kind: "recode", coding: coding.id, changes });
    const [[name, value]] = Object.entries(changes);
    const said = name === "memo" ? this.t.memo : name === "start" || name === "end" ? this.t.extent : value ? this.t[value] : this.t.cleared;
    this.#say(`${this.state.codeName(coding)}: ${said}`);
  }

  #toggle(name, value) {
    const coding = this.#mine();
    if (coding) this.#change(coding.id, { [name]: coding[name] === value ? "" : value });
  }

  #remove(id) {
    const coding = this.#mine(id === undefined ? this.#current() : this.state.coding(id));
    if (!coding) return;
    const name = this.state.codeName(coding);
    if (this.state.active === coding.id) this.state.active = null;
    this.#act({ kind: "uncode", coding: coding.id });
    this.#say(fill(this.t.removed, { code: name }));
    this.#selectionDrawn();
  }

  // Leave a coding where a correction of the text has put it.
  #keep(id) {
    const coding = this.#mine(this.state.coding(id));
    if (!coding?.review) return;
    this.#act({ kind: "keep", coding: coding.id });
    this.#say(this.t.kept);
  }

  #moveEnd(which, back, { id, far = false } = {}) {
    const { selection } = this.state;
    const words = id === undefined && !this.#current() ? selection : null;
    const coding = words ?? this.#mine(id === undefined ? this.#current() : this.state.coding(id));
    if (!coding) return;
    const span = moveEnd(this.state.doc, coding, which, back, { granularity: far ? "sentence" : "word" });
    if (!span || (span.start === coding.start && span.end === coding.end)) return;
    if (words) this.#select(span.start, span.end, { back: which === "start", whole: words.whole });
    else {
      this.#change(coding.id, span);
      this.#follow(coding, span);
    }
    this.#say(this.state.doc.text.slice(span.start, span.end).slice(which === "end" ? -60 : 0).slice(0, 60));
    this.reading.reveal(which === "end" ? span.end - 1 : span.start);
  }

  // Selected words follow the coding that was made on them.
  #follow(coding, span) {
    const { selection } = this.state;
    if (selection && selection.start === coding.start && selection.end === coding.end) {
      Object.assign(selection, { ...span, anchor: span.start, focus: span.end });
    }
    this.#selectionDrawn();
  }

  #drag(which, offset, exact) {
    const coding = this.state.codings.get(this.state.active);
    if (!coding) return;
    const base = { start: coding.start, end: coding.end };
    base[which] = offset;
    const found = base.start < base.end ? snap(this.state.doc.text, base.start, base.end, { exact }) : null;
    if (!found) return;
    this.dragged = { ...coding, ...found };
    this.#activeDrawn();
  }

  #dragged(cancel = false) {
    const span = this.dragged;
    this.dragged = null;
    if (span && !cancel) this.#change(span.id, { start: span.start, end: span.end });
    this.#activeDrawn();
  }

  // ---- digits ----------------------------------------------------------------------------

  #usable = (code) => this.state.code.get(code)?.retired === false;

  #pins() {
    return pinned(this.storedPins ?? {}, this.outbox.actions.filter((action) => action.coder === this.state.coder));
  }

  // What each digit stands for, asked for once per drawing.
  #digits() {
    this.digitsNow ??= digits(this.#pins(), this.memory.slots(), this.#usable);
    return this.digitsNow;
  }

  #digitsDrawn() {
    this.digitsNow = null;
    this.favourites.draw();
    this.tree.draw();
    this.tree.meaningAgain();
  }

  // Pin a code to a digit; null lets it go, and it stays there as one that was used lately.
  #pin(code, digit) {
    const { name } = this.state.code.get(code);
    const was = this.#digits().find((one) => one.code === code && one.pinned);
    if (digit === null && !was) return;
    if (digit === null) this.memory.stay(was.digit, code);
    this.#act({ kind: "pin", code, digit });
    this.#digitsDrawn();
    this.#tell(fill(digit === null ? this.t.unpinned : this.t.pinned, { code: name, key: digit }));
  }

  #pinDigit(digit) {
    const found = this.#digits().find((one) => one.digit === digit);
    if (!found) this.#say(fill(this.t.key_free, { key: digit }));
    else this.#pin(found.code, found.pinned ? null : digit);
  }


  #go(interview) {
    if (!interview || interview === this.state.doc?.interview) return;
    this.wanted = interview;
    this.#post({});
  }

  // ---- palette and card ------------------------------------------------------------------

  #openPalette(options = {}) {
    const target = this.#target();
    if (!target) return this.#say(this.t.select_first);
    this.card.close();
    this.slip.close();
    const quote = this.state.doc.text.slice(target.start, target.end).replace(/\s+/g, " ");
    if (options.step === "name") options.name = clipped(quote, 80);
    this.palette.open({ ...options, quote });
    this.#anchorBox(this.palette.element, target);
    return undefined;
  }

  #openCard(ids, active, options = {}) {
    this.palette.close();
    this.slip.close();
    const mine = ids.filter((id) => this.state.codings.get(id)?.coder === this.state.coder);
    this.#activate(active ?? (mine.length === 1 ? mine[0] : ids.length === 1 ? ids[0] : null));
    this.card.open(ids, options);
    const coding = this.state.codings.get(active ?? ids[0]);
    const at = active === null ? { start: this.caret, end: this.caret } : coding;
    this.#anchorBox(this.card.element, at);
  }

  #openSlip(memo, span = memo) {
    if (!span) return;
    this.#closeAll();
    this.state.active = null;
    this.slip.open(memo ? memo.id : null, span);
    this.#activeDrawn();
    this.#anchorBox(this.slip.element, span);
  }

  // The memo that one has on these words, or a new one.
  #memoOnWords(words) {
    if (!words) return this.#say(this.t.select_first);
    const own = this.state.passageMemos().find((memo) => memo.coder === this.state.coder && memo.start === words.start && memo.end === words.end);
    return this.#openSlip(own ?? null, { start: words.start, end: words.end });
  }

  #activate(id) {
    this.state.active = id === null ? null : (this.state.coding(id)?.id ?? null);
    this.#activeDrawn();
    const coding = this.state.active === null ? null : this.state.coding(this.state.active);
    if (coding) this.tree.meaning(this.state.code.get(coding.code));
    for (const entry of this.card.element.querySelectorAll(".entry")) entry.classList.toggle("on", entry.dataset.id === String(this.state.active));
  }

  // Stand below the words, or above them where there is too little room.
  #anchorBox(box, { start, end }) {
    const { reading } = this;
    reading.going = null;
    const from = reading.rect(start);
    const to = reading.rect(Math.max(start, end), { after: end > start });
    const area = reading.element;
    const shift = reading.column.offsetTop;
    // The text stays where it is (a second click must meet the same word): the box takes the
    // room that there is below or above, and scrolls inside. Only a low window has too little.
    box.style.maxHeight = `min(60vh, 460px, ${area.clientHeight - 16}px)`;
    const words = reading.rows[0].words.offsetLeft;
    const x = to.top > from.bottom - 4 ? words : from.x;
    const left = Math.min(x + reading.column.offsetLeft + 40, area.clientWidth - box.offsetWidth - 16);
    const under = area.scrollTop + area.clientHeight - (to.bottom + shift + 16);
    const over = from.top + shift - 16 - area.scrollTop;
    const below = under >= box.offsetHeight || under >= Math.min(over, 250) || over < 140;
    const room = below ? under : over;
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${below ? to.bottom + shift + 8 : from.top + shift - 8}px`;
    box.style.transform = below ? "" : "translateY(-100%)";
    if (room >= 140) box.style.maxHeight = `min(60vh, 460px, ${Math.min(room, area.clientHeight - 16)}px)`;
    const [seen, view] = [box.getBoundingClientRect(), area.getBoundingClientRect()];
    if (seen.bottom > view.bottom - 6) area.scrollTop += Math.min(seen.bottom - view.bottom + 6, seen.top - view.top - 6);
    else if (seen.top < view.top + 4) area.scrollTop -= view.top + 4 - seen.top;
  }

  #closeAll() {
    this.palette.close();
    this.card.close();
    this.slip.close();
    this.mend.close();
    this.ask.close();
  }

  #focusText() {
    this.reading.element.focus({ preventScroll: true });
  }

  // ---- keys ------------------------------------------------------------------------------

  // Keys that reach nothing else are the desk's: right after opening, nothing has the focus.
  #windowKey(event) {
    const [target] = event.composedPath();
    if ((target === document.body || target === document.documentElement) && this.root.isConnected) this.#key(event);
  }

  #key(event) {
    const [target] = event.composedPath();
    if (event.defaultPrevented || event.isComposing) return;
    if (target.matches?.("input, textarea, select")) {
      if (event.key === "Escape" && target.matches("select")) this.#focusText();
      event.stopPropagation();
      return;
    }
    // Space and Enter press a button, and follow a link, that has the focus.
    if (target.matches?.("a, button, summary") && (event.key === "Enter" || event.key === " ")) return event.stopPropagation();
    const { selection } = this.state;
    const fresh = Boolean(selection && !selection.whole && !selection.made.length);
    const found = command(event, { fresh });
    // Streamlit has keys of its own (r runs the page again, c clears); none may pass from here.
    if (found || event.key.length === 1) event.stopPropagation();
    if (!found || !this.state.doc) return undefined;
    if (this.#run(found) !== false) event.preventDefault();
    return undefined;
  }

  #run(found) {
    const { state, t } = this;
    const at = state.selection?.start ?? state.codings.get(state.active)?.start ?? this.caret;
    const commands = {
      move: () => this.#move(found),
      undo: () => this.#act({ kind: "undo" }),
      redo: () => this.#act({ kind: "redo" }),
      close: () => this.#escape(),
      palette: () => this.#openPalette(),
      type: () => this.#openPalette({ text: found.text }),
      newCode: () => this.#openPalette({ step: "name", name: "" }),
      invivo: () => this.#openPalette({ step: "name" }),
      remove: () => this.#remove(),
      sentence: () => this.#takeSentence(at),
      turn: () => this.#takeTurn(at),
      question: () => this.#take(questionAndAnswer(state.doc.turns, at), "question"),
      otherEnd: () => this.#otherEnd(),
      coding: () => this.#coding(found),
      card: () => this.#cardHere(),
      uncoded: () => this.#uncoded(at),
      uncodedBack: () => this.#uncoded(at, { back: true }),
      goTo: () => { this.#closeAll(); this.ask.open("turn", at); },
      find: () => { this.#closeAll(); this.ask.open("words", at); },
      choose: () => this.bar.choose(),
      memo: () => this.#memo(),
      mend: () => this.#mend(at),
      search: () => this.tree.search(),
      suggest: () => this.#suggest(),
      help: () => this.help.toggle(),
      previous: () => (this.head?.previous ? this.#go(this.head.previous) : this.#say(t.first_interview)),
      next: () => (this.head?.next ? this.#go(this.head.next) : this.#say(t.last_interview)),
      pageUp: () => this.#page(-1),
      pageDown: () => this.#page(1),
      slot: () => this.#slot(found.slot),
      pin: () => this.#pinDigit(found.slot),
      endBack: () => this.#moveEnd("end", true, found),
      endForward: () => this.#moveEnd("end", false, found),
      startBack: () => this.#moveEnd("start", true, found),
      startForward: () => this.#moveEnd("start", false, found),
    };
    if (commands[found.name]) return commands[found.name]();
    if (["present", "missing", "both"].includes(found.name)) return this.#toggle("valence", found.name);
    if (["affirms", "denies", "mixed"].includes(found.name)) return this.#toggle("stance", found.name);
    return t && false;
  }

  // One step back: what is open, what has the focus, what is selected, the coding in hand.
  #escape() {
    if (this.palette.isOpen || this.card.isOpen || this.slip.isOpen || this.mend.isOpen || this.ask.isOpen) return this.#closeAll();
    const focused = this.root.activeElement;
    if (focused && focused !== this.reading.element) return this.#focusText();
    if (!this.state.selection && this.state.active !== null) return this.#activate(null);
    return this.#select(this.caret, this.caret);
  }

  #take(span, whole) {
    if (!span) return this.#say(this.t.nothing_here);
    this.state.active = null;
    this.#select(span.start, span.end, { whole });
    this.#saySelection();
    return this.reading.reveal(span.start);
  }

  // The sentence; again, one more with it, or the next one where this one has been coded.
  #takeSentence(at) {
    const { selection, doc } = this.state;
    const here = selection?.whole === "sentence" ? selection : null;
    if (!here) return this.#take(sentenceAt(doc, at), "sentence");
    const end = step(doc, here.end, { granularity: "sentence", ends: true });
    return this.#take(here.made.length ? sentenceAt(doc, end - 1) : { start: here.start, end }, "sentence");
  }

  // The turn; again, one more with it.
  #takeTurn(at) {
    const { selection, doc } = this.state;
    const here = selection?.whole === "turn" && !selection.made.length ? selection : null;
    return this.#take(here ? { start: here.start, end: stepTurn(doc, here.end, { ends: true }) } : wholeTurn(doc.turns, at), "turn");
  }

  // Let Shift and arrows move the other end of the selected words.
  #otherEnd() {
    const { selection } = this.state;
    if (!selection) return this.#say(this.t.select_first);
    const { start, end, focus, made } = selection;
    this.#select(start, end, { back: focus !== start, whole: selection.whole });
    this.state.selection.made = made;
    this.reading.reveal(this.caret);
    return this.#say(this.caret === start ? this.t.at_start : this.t.at_end);
  }

  // The next or the previous coding that is shown: in hand, to be changed, removed or added to.
  #coding({ back = false }) {
    const { state, t } = this;
    const found = nextCoding(state.shownCodings(), { active: state.active, caret: state.selection?.start ?? this.caret }, { back });
    if (!found) return this.#say(t.no_codings);
    this.#closeAll();
    const { coding } = found;
    this.#select(coding.start, coding.start);
    this.#activate(coding.id);
    this.reading.reveal(coding.start);
    this.#focusText();
    const text = fill(t.coding_of, { code: state.codeName(coding), n: found.at + 1, of: found.of });
    this.foot.setPlace(coding.coder === state.coder ? text : `${text} · ${coding.coder}`);
    const quote = state.doc.text.slice(coding.start, coding.end);
    return this.#say([found.wrapped && t[back ? "from_bottom" : "from_top"], text, clipped(quote, 100)].filter(Boolean).join(" "));
  }

  // The card of the coding in hand, or of those at the caret.
  #cardHere() {
    const coding = this.#current();
    const here = coding ? [coding] : this.state.at(this.state.selection?.start ?? this.caret);
    if (!here.length) return this.#say(this.t.no_codings_here);
    return this.#openCard(here.map(({ id }) => id), coding?.id ?? null);
  }

  // Suggestions for the code under the cursor in the tree, of the coding in hand, or used last.
  #suggest() {
    const { state, tree, suggest } = this;
    const inTree = tree.list.contains(this.root.activeElement) ? tree.focused : null;
    if (suggest.isOpen && inTree === null) return suggest.list.focus({ preventScroll: true });
    const [code] = [inTree, this.#current()?.code, ...this.memory.recent(), tree.looked].filter(this.#usable);
    if (code === undefined) return this.#tell(this.t.suggest_first);
    return suggest.open(state.code.get(code));
  }

  // Ask Python for suggestions, or no more. The time names what is asked for.
  #ask(asked) {
    this.asked = asked && { ...asked, name: Date.now() };
    this.#post({});
  }

  #suggestionsCome(data, settled, opened) {
    if (!this.suggest.isOpen) return;
    const found = data.suggested;
    if (found && found.name === this.asked?.name) {
      this.have.suggested = found.name;
      this.suggest.take(found);
    }
    const learnt = ["code", "uncode", "recode", "reject", "undo", "redo"];
    if (opened || settled.some(({ action }) => learnt.includes(action.kind))) this.suggest.again();
  }

  #toTurn(index) {
    const turn = this.state.doc.turns[index];
    this.#closeAll();
    this.state.active = null;
    this.#select(turn.start, turn.start);
    this.reading.reveal(turn.start, { center: true });
    this.#focusText();
    this.#say(this.#turnOf(turn));
  }

  #turnOf(turn) {
    return fill(this.t.turn_of, { n: turn.number, name: this.reading.nameOf(turn) });
  }

  #slot(slot) {
    const found = this.#digits().find((one) => one.digit === slot);
    if (found) this.#assign(this.state.code.get(found.code));
    else this.#say(fill(this.t.key_free, { key: slot }));
  }

  #memo() {
    const coding = this.#current();
    if (coding && coding.coder === this.state.coder) this.#openCard([coding.id], coding.id, { memo: true });
    else if (this.state.selection) this.#memoOnWords(this.state.selection);
    else this.memos.open();
  }

  // The turn at a place in a field, to be corrected.
  #mend(at) {
    const { turns } = this.state.doc;
    const turn = turns[turnAt(turns, at)];
    const place = this.state.selection ? at : this.caret;
    this.#closeAll();
    this.state.active = null;
    this.#select(at, at);
    this.mend.open(turn, place >= turn.start && place <= turn.end ? place : turn.start);
    this.#anchorBox(this.mend.element, turn);
  }

  #uncoded(at, { back = false } = {}) {
    const { state, t } = this;
    const found = nextUncoded(state.doc, turnAt(state.doc.turns, at), state.own(), { back });
    if (!found) return this.#tell(t.all_coded);
    this.#toTurn(found.index);
    if (!found.wrapped) return undefined;
    return this.#tell(`${t[back ? "from_bottom" : "from_top"]} ${this.#turnOf(state.doc.turns[found.index])}`);
  }

  // What changes nothing that can be seen is said in sight as well.
  #tell(text) {
    this.#say(text);
    this.foot.setPlace(text);
  }

  #page(by) {
    const area = this.reading.element;
    area.scrollTop += by * (area.clientHeight - 60);
    this.#caretInSight();
  }

  // The caret comes along to where one has gone, unless words are selected.
  #caretInSight() {
    if (this.state.selection) return;
    const { start } = this.state.doc.turns[this.reading.firstVisible()];
    this.#select(start, start);
  }

  #say(text, urgent = false) {
    const region = urgent ? this.alert : this.live;
    // The same words twice are read twice only if the region was empty between.
    region.textContent = "";
    requestAnimationFrame(() => { region.textContent = text; });
  }
}
