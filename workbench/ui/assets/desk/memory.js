// What the browser remembers of how a coder works: codes used last with their digits, layers
// shown, open branches, and the place in each interview. Nothing that belongs to the study is
// kept here.

import { afterUse } from "./digits.js";

const RECENT = 30;
const NOTHING = { slots: {}, recent: [], layers: {}, branches: [] };

export class Memory {
  constructor({ storage = globalThis.localStorage, session = globalThis.sessionStorage } = {}) {
    this.storage = storage;
    this.session = session;
    this.study = null;
    this.coder = null;
    this.kept = { ...NOTHING };
  }

  open(study, coder) {
    if (this.study === study && this.coder === coder) return;
    this.study = study;
    this.coder = coder;
    this.kept = { ...NOTHING, ...read(this.storage, this.#name()) };
  }

  recent() {
    return this.kept.recent;
  }

  // A code was used: it comes first in the palette, and has a digit beside what is pinned.
  use(code, pins, known) {
    const slots = afterUse(pins, this.kept.slots, this.kept.recent, code, known);
    const changed = slots !== this.kept.slots;
    this.kept.recent = [code, ...this.kept.recent.filter((one) => one !== code)].slice(0, RECENT);
    this.kept.slots = slots;
    this.#keep();
    return changed;
  }

  // {digit: code} of the codes used lately.
  slots() {
    return this.kept.slots;
  }

  // A code that is not pinned any more stays where it is.
  stay(digit, code) {
    this.kept.slots = { ...this.kept.slots, [digit]: code };
    this.#keep();
  }

  // Whether a coder's layer is shown. One's own always is unless it was switched off; others'
  // only when asked for, so that nobody codes with another's answer in sight, or when there is
  // nothing of one's own to do here.
  shows(name, { own, alone }) {
    return this.kept.layers[name] ?? (own || alone);
  }

  show(name, on) {
    this.kept.layers[name] = on;
    this.#keep();
  }

  // The branches of the scheme that stand open.
  branches() {
    return this.kept.branches;
  }

  keepBranches(open) {
    this.kept.branches = open;
    this.#keep();
  }

  // What is typed over the tree.
  typed() {
    return this.session.getItem(`workbench.typed.${this.study}`) ?? "";
  }

  keepTyped(text) {
    this.session.setItem(`workbench.typed.${this.study}`, text);
  }

  // The interview that was open last.
  last() {
    return this.kept.last ?? null;
  }

  keepLast(interview) {
    if (this.kept.last === interview) return;
    this.kept.last = interview;
    this.#keep();
  }

  // Where one is in an interview; each tab has its own place, and a new one that of the last.
  place(interview, place) {
    if (interview && place) write(this.session, this.#placeName(interview), { ...this.#place(interview), ...place });
  }

  placeOf(interview) {
    const kept = this.#place(interview);
    return Number.isInteger(kept?.turn) ? { turn: kept.turn, past: Number(kept.past) || 0 } : null;
  }

  // The caret and what is selected, in a revision.
  rest(interview, hand) {
    const kept = { ...this.#place(interview), hand };
    write(this.session, this.#placeName(interview), kept);
    write(this.storage, this.#placeName(interview), kept);
  }

  restOf(interview, revision) {
    const hand = this.#place(interview)?.hand;
    return hand?.revision === revision ? hand : null;
  }

  #place(interview) {
    return read(this.session, this.#placeName(interview)) ?? read(this.storage, this.#placeName(interview));
  }

  #placeName(interview) {
    return `workbench.place.${this.study}.${interview}`;
  }

  #name() {
    return `workbench.desk.${this.study}.${this.coder}`;
  }

  #keep() {
    write(this.storage, this.#name(), this.kept);
  }
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch (error) {
    // A full or closed storage costs convenience only.
    if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
  }
}
