// What the browser remembers of how somebody works: keys for codes, codes used last, layers
// shown, and the place in each interview. Nothing that belongs to the study is kept here.

const RECENT = 30;

export class Memory {
  constructor({ storage = globalThis.localStorage, session = globalThis.sessionStorage } = {}) {
    this.storage = storage;
    this.session = session;
    this.study = null;
    this.kept = { slots: {}, recent: [], layers: {}, branches: [] };
  }

  open(study) {
    if (this.study === study) return;
    this.study = study;
    this.kept = { slots: {}, recent: [], layers: {}, branches: [], ...read(this.storage, `workbench.desk.${study}`) };
  }

  recent() {
    return this.kept.recent;
  }

  // A code was used: it comes first in the palette, and gets a free key if there is one.
  use(code) {
    this.kept.recent = [code, ...this.kept.recent.filter((one) => one !== code)].slice(0, RECENT);
    if (this.slotOf(code) === null) {
      const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((slot) => this.kept.slots[slot] === undefined);
      if (free) this.kept.slots[free] = code;
    }
    this.#keep();
  }

  slotOf(code) {
    const found = Object.entries(this.kept.slots).find(([, one]) => one === code);
    return found ? Number(found[0]) : null;
  }

  codeOf(slot) {
    return this.kept.slots[slot] ?? null;
  }

  bind(code, slot) {
    for (const [key, one] of Object.entries(this.kept.slots)) if (one === code) delete this.kept.slots[key];
    if (slot) this.kept.slots[slot] = code;
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

  place(interview, place) {
    if (interview && place) write(this.session, `workbench.place.${this.study}.${interview}`, place);
  }

  placeOf(interview) {
    const kept = read(this.session, `workbench.place.${this.study}.${interview}`);
    return Number.isInteger(kept?.turn) ? { turn: kept.turn, past: Number(kept.past) || 0 } : null;
  }

  #keep() {
    write(this.storage, `workbench.desk.${this.study}`, this.kept);
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
