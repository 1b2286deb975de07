// The live state of the desk: what Python says is stored, and over it what waits in the outbox.

export class State {
  constructor() {
    this.doc = null;
    this.codes = [];
    this.code = new Map();
    this.children = new Map();
    this.settled = new Map();
    this.codings = new Map();
    this.storedMemos = [];
    this.memos = new Map();
    this.mark = null;
    this.selection = null;
    this.active = null;
    this.coder = "";
    this.hidden = new Set();
    this.rows = new Map();
  }

  setDoc(doc) {
    this.doc = doc;
    this.settled = new Map();
    this.codings = new Map();
    this.setMemos([]);
    this.mark = null;
    this.selection = null;
    this.active = null;
  }

  // The memos on the interview and on passages in it, as they are stored.
  setMemos(list) {
    this.storedMemos = list.map((memo) => ({ ...memo, row: memo.id, id: memoKey(memo.id) }));
    this.memos = new Map(this.storedMemos.map((memo) => [memo.id, memo]));
    this.overlaid = false;
  }

  setScheme(codes) {
    this.codes = codes;
    this.code = new Map(codes.map((code) => [code.id, code]));
    this.children = new Map();
    for (const code of codes) {
      if (!this.children.has(code.parent)) this.children.set(code.parent, []);
      this.children.get(code.parent).push(code);
    }
  }

  // Take in what changed since the mark that Python started from. False when the changes start
  // from a mark that this desk never had: then the whole list has to be asked for.
  take({ base, mark, changed, removed }) {
    if (base === null) this.settled = new Map();
    else if (this.mark === null) return false;
    for (const coding of changed) this.settled.set(coding.id, coding);
    for (const id of removed) this.settled.delete(id);
    this.mark = mark;
    return true;
  }

  // The codings as the coder sees them: stored ones with the waiting actions done to them.
  overlay(actions) {
    const interview = this.doc?.interview;
    const shown = new Map(this.settled);
    for (const action of actions) {
      if (action.interview !== interview) continue;
      if (action.kind === "code") shown.set(action.request, pending(action));
      const id = action.coding;
      if (action.kind === "uncode") shown.delete(id);
      if (action.kind === "keep" && shown.has(id)) shown.set(id, { ...shown.get(id), review: false });
      if (action.kind === "recode" && shown.has(id)) {
        shown.set(id, { ...shown.get(id), ...action.changes, pending: true });
      }
    }
    this.codings = shown;
    if (this.active !== null && !shown.has(this.active)) this.active = null;
    this.#overlayMemos(actions.filter((action) => action.interview === interview && action.kind.endsWith("memo")));
  }

  // The map of memos is another one only when they are other memos.
  #overlayMemos(actions) {
    if (!actions.length && !this.overlaid) return;
    const shown = new Map(this.storedMemos.map((memo) => [memo.id, memo]));
    for (const action of actions) {
      const id = memoKey(action.kind === "memo" ? action.request : action.memo);
      if (action.kind === "memo") shown.set(id, pendingMemo(action));
      else if (!action.text) shown.delete(id);
      else if (shown.has(id)) shown.set(id, { ...shown.get(id), text: action.text, parts: undefined, pending: true });
    }
    this.memos = shown;
    this.overlaid = actions.length > 0;
  }

  // A memo by its key, also by the one that it had before it was stored.
  memo(id) {
    return this.memos.get(id) ?? this.memos.get(this.rows.get(id)) ?? null;
  }

  renameMemo(from, to) {
    this.rows.set(memoKey(from), memoKey(to));
  }

  // Memos on the interview itself, and those on passages that are shown.
  interviewMemos() {
    return [...this.memos.values()].filter((memo) => memo.start === null);
  }

  passageMemos() {
    return [...this.memos.values()].filter((memo) => memo.start !== null && this.isShown(memo));
  }

  // A coding that was drawn at once has got its row: whatever pointed to it points to the row.
  rename(from, to) {
    this.rows.set(from, to);
    if (this.active === from) this.active = to;
    if (this.selection?.made) this.selection.made = this.selection.made.map((id) => (id === from ? to : id));
  }

  // The coding with this id; also by the request that made it, which a field that was opened
  // before the row was stored still has.
  coding(id) {
    return this.codings.get(id) ?? this.codings.get(this.rows.get(id)) ?? null;
  }

  isShown(coding) {
    return !this.hidden.has(coding.coder);
  }

  shownCodings() {
    return [...this.codings.values()].filter((coding) => this.isShown(coding));
  }

  own() {
    return [...this.codings.values()].filter((coding) => coding.coder === this.coder);
  }

  at(offset) {
    return this.shownCodings().filter((coding) => coding.start <= offset && offset < coding.end);
  }

  // How many of the coder's own codings each branch holds in this interview.
  counts() {
    const found = new Map();
    for (const coding of this.own()) {
      let code = this.code.get(coding.code);
      while (code) {
        found.set(code.id, (found.get(code.id) ?? 0) + 1);
        code = code.parent === null ? null : this.code.get(code.parent);
      }
    }
    return found;
  }

  // The names from the top of the tree down to the code.
  path(code) {
    const names = [];
    for (let one = code; one; one = one.parent === null ? null : this.code.get(one.parent)) names.unshift(one.name);
    return names;
  }

  codeName(coding) {
    return this.code.get(coding.code)?.name ?? coding.newName ?? "?";
  }
}

// Memos and codings stand side by side in the margin, so their ids must differ.
export function memoKey(id) {
  return `memo-${id}`;
}

function pendingMemo(action) {
  const { request, start = null, end = null, text, coder } = action;
  return { id: memoKey(request), row: request, start, end, text, coder, created: "", pending: true };
}

function pending(action) {
  return {
    id: action.request,
    start: action.start,
    end: action.end,
    code: action.code ?? action.new_code?.parent ?? null,
    newName: action.new_code?.name ?? null,
    coder: action.coder,
    valence: action.valence ?? "",
    stance: action.stance ?? "",
    memo: action.memo ?? "",
    created: "",
    pending: true,
  };
}
