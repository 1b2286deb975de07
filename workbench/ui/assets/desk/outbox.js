// What the coder did and Python has not stored yet, in order.
//
// Every action has a UUID and stays here until Python says that it is stored (or refused). The
// list is kept in the browser as well, so that a reload, another page or a restarted server
// loses nothing; each tab keeps its own and takes over what closed tabs left behind. Sending
// twice is safe: Python does each request once.

const PREFIX = "workbench.outbox.";
const PATIENCE = 4000;

export function newRequest() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Outbox {
  constructor({ storage = globalThis.localStorage, tab = tabName(), send, now = () => performance.now() }) {
    this.storage = storage;
    this.tab = tab;
    this.send = send;
    this.now = now;
    this.study = null;
    this.actions = [];
    this.seq = 0;
    this.sent = null;
    this.kept = true;
  }

  // Begin with what this study's tabs left in the browser.
  open(study) {
    if (this.study === study) return;
    this.study = study;
    const known = new Set(this.actions.map((action) => action.request));
    for (const key of this.#keys()) {
      for (const action of parsed(this.storage.getItem(key))) {
        if (!known.has(action.request)) this.actions.push(action);
        known.add(action.request);
      }
    }
    this.actions.sort((a, b) => a.at - b.at);
    this.#keep();
  }

  add(action) {
    this.actions.push({ request: newRequest(), at: Date.now(), ...action });
    this.#keep();
    this.flush();
    return this.actions[this.actions.length - 1];
  }

  // Python's answer: drop what it stored or refused, let later actions speak of stored rows.
  settle(results, { answered = null } = {}) {
    const done = new Map(results.map((result) => [result.request, result]));
    const dropped = this.actions.filter((action) => done.has(action.request));
    if (dropped.length) {
      this.actions = this.actions.filter((action) => !done.has(action.request));
      for (const action of this.actions) {
        const made = typeof action.coding === "string" ? done.get(action.coding) : null;
        if (made && made.coding) action.coding = made.coding;
        const memo = typeof action.memo === "string" ? done.get(action.memo) : null;
        if (memo && memo.memo) action.memo = memo.memo;
      }
      this.#keep();
      this.#forget(done);
    }
    if (this.sent !== null && answered !== null && answered >= this.sent.seq) this.sent = null;
    return dropped.map((action) => ({ action, result: done.get(action.request) }));
  }

  // A new session of the server knows nothing of what was sent to the old one.
  restart() {
    this.sent = null;
    this.flush();
  }

  // Send the whole list unless an answer is on its way. One letter at a time: a newer one would
  // stop the script that is about to answer the older.
  flush() {
    if (!this.actions.length || this.study === null) return;
    if (this.sent !== null && this.now() - this.sent.at < PATIENCE) return;
    this.seq += 1;
    this.sent = { seq: this.seq, at: this.now() };
    this.send(this.seq, this.actions);
  }

  #keys() {
    const start = `${PREFIX}${this.study}.`;
    return Object.keys(this.storage).filter((key) => key.startsWith(start));
  }

  #keep() {
    const key = `${PREFIX}${this.study}.${this.tab}`;
    try {
      if (this.actions.length) this.storage.setItem(key, JSON.stringify(this.actions));
      else this.storage.removeItem(key);
      this.kept = true;
    } catch (error) {
      if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
      this.kept = false;
    }
  }

  // Take what is done out of the lists that other tabs left.
  #forget(done) {
    for (const key of this.#keys()) {
      if (key.endsWith(`.${this.tab}`)) continue;
      const left = parsed(this.storage.getItem(key)).filter((action) => !done.has(action.request));
      if (left.length) this.storage.setItem(key, JSON.stringify(left));
      else this.storage.removeItem(key);
    }
  }
}

function parsed(text) {
  if (!text) return [];
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list.filter((action) => action && typeof action.request === "string") : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function tabName() {
  const key = "workbench.tab";
  let name = sessionStorage.getItem(key);
  if (!name) {
    name = newRequest();
    sessionStorage.setItem(key, name);
  }
  return name;
}
