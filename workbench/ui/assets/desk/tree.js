// The scheme at the side: a tree to read, search and assign from, and what a code means below it.

import { el, fill, kbd } from "./dom.js";
import { find } from "./search.js";

export class Tree {
  constructor({ state, t, colorOf, slots, branches, favourites, onPick, onPin }) {
    Object.assign(this, { state, t, colorOf, slots, branches, onPick, onPin });
    this.open = new Set(branches.open());
    this.looked = null;
    this.focused = null;
    this.heading = el("h2");
    this.field = el("input", {
      type: "search", class: "field", "aria-label": t.search_codes, autocomplete: "off", spellcheck: "false",
      on: { input: () => this.#typed(), keydown: (event) => this.#searchKey(event) },
    });
    this.field.value = branches.typed();
    this.list = el("div", { class: "tree", role: "tree", "aria-label": t.scheme, on: { keydown: (event) => this.#key(event) } });
    this.note = el("p", { class: "note", text: t.counts_note });
    this.panel = el("div", { class: "meaning" });
    this.element = el(
      "aside", { class: "scheme", "aria-label": t.scheme },
      this.heading, el("div", { class: "search" }, this.field, kbd("/")), favourites.element, this.list, this.note, this.panel,
    );
  }

  #typed() {
    this.branches.keepTyped(this.field.value);
    this.draw();
  }

  setScheme() {
    const n = this.state.codes.filter((code) => !code.retired).length;
    this.heading.textContent = this.t.scheme;
    this.field.placeholder = fill(this.t.search_in, { n });
    if (!this.open.size && n <= 30) for (const code of this.state.codes) this.open.add(code.id);
    this.draw();
  }

  // The rows that can be seen: [{code, level, hits}].
  rows() {
    const query = this.field.value.trim();
    if (query) {
      const found = find(this.state.codes, query, { path: (code) => this.state.path(code) });
      return found.slice(0, 60).map(({ code, hits }) => ({ code, level: 1, hits, flat: true }));
    }
    const list = [];
    const add = (parent, level) => {
      for (const code of this.state.children.get(parent) ?? []) {
        if (code.retired) continue;
        list.push({ code, level, hits: [] });
        if (this.open.has(code.id)) add(code.id, level + 1);
      }
    };
    add(null, 1);
    return list;
  }

  draw() {
    const counts = this.state.counts();
    const rows = this.rows();
    if (!rows.some(({ code }) => code.id === this.focused)) this.focused = rows[0]?.code.id ?? null;
    const had = this.list.contains(this.list.getRootNode().activeElement);
    this.list.replaceChildren(...rows.map((row) => this.#row(row, counts)));
    if (!rows.length) this.list.append(el("p", { class: "note", text: this.t.nothing_found }));
    if (had) this.#focus(this.focused);
  }

  // Only the numbers; the rows stay as they are.
  count() {
    const counts = this.state.counts();
    for (const row of this.list.children) {
      const number = row.querySelector(".n");
      if (!number) continue;
      const n = counts.get(Number(row.dataset.code)) ?? 0;
      if (number.textContent !== String(n)) number.textContent = String(n);
      number.classList.toggle("faint", n === 0);
    }
  }

  #row({ code, level, hits, flat }, counts) {
    const { t } = this;
    const parent = (this.state.children.get(code.id) ?? []).some((child) => !child.retired);
    const open = this.open.has(code.id);
    const n = counts.get(code.id) ?? 0;
    const slot = this.slots.of(code.id);
    const path = this.state.path(code);
    return el(
      "div",
      {
        class: `row l${Math.min(level, 5)}${this.looked === code.id ? " on" : ""}`,
        role: "treeitem", "aria-level": level, "aria-expanded": parent && !flat ? String(open) : null,
        "aria-selected": String(this.looked === code.id),
        tabindex: this.focused === code.id ? "0" : "-1",
        data: { code: code.id }, vars: { "--c": this.colorOf(code.id) },
        title: flat ? path.join(" › ") : null,
        on: {
          mousedown: (event) => event.preventDefault(),
          click: () => this.#click(code),
          pointerenter: () => this.#look(code, false),
          focus: () => this.#look(code, false),
        },
      },
      el("span", { class: "dot" }),
      parent && !flat
        ? el("span", { class: `twist${open ? " open" : ""}`, "aria-hidden": "true", on: { click: (event) => { event.stopPropagation(); this.toggle(code.id); } } })
        : flat ? null : el("span", { class: "no-twist" }),
      slot ? kbd(String(slot.digit)) : null,
      el("span", { class: "name" }, ...marked(code.name, hits)),
      flat && path.length > 1 ? el("em", { text: path[0] }) : null,
      el("span", { class: `n num${n ? "" : " faint"}`, text: String(n), "aria-label": fill(t.n_codings_here, { n }) }),
    );
  }

  #click(code) {
    this.focused = code.id;
    const assigned = this.onPick(code);
    this.#look(code, true);
    if (!assigned && !this.field.value && this.state.children.has(code.id)) this.toggle(code.id);
    else this.draw();
  }

  toggle(id, on = !this.open.has(id)) {
    if (on) this.open.add(id);
    else this.open.delete(id);
    this.branches.keep([...this.open]);
    this.draw();
  }

  // Show what the code means. A look stays where a mere hover does not.
  #look(code, stays) {
    if (stays) this.looked = code.id;
    this.meaning(code);
  }

  meaning(code) {
    const { t } = this;
    if (!code || this.shownMeaning === code.id) return;
    this.shownMeaning = code.id;
    const line = (label, text) => (text ? el("p", {}, el("b", { text: `${label} ` }), text) : null);
    const slot = this.slots.of(code.id);
    const bind = el(
      "select", { "aria-label": t.key_for, on: { change: (event) => this.onPin(code.id, Number(event.target.value) || null) } },
      el("option", { value: "", text: "–" }),
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => el("option", { value: n, text: n, selected: slot?.pinned && slot.digit === n })),
    );
    this.panel.replaceChildren(
      el("h3", { text: code.name, vars: { "--c": this.colorOf(code.id) } }),
      el("p", { class: "path", text: this.state.path(code).slice(0, -1).join(" › ") }),
      el("p", { text: code.definition || t.no_definition }),
      ...[line(t.when_to_use, code.include), line(t.when_not, code.exclude), line(t.example, code.example)].filter(Boolean),
      el("label", { class: "bind" }, `${t.key} `, bind),
    );
  }

  // The same code's meaning, after its digit is another.
  meaningAgain() {
    const code = this.state.code.get(this.shownMeaning);
    this.shownMeaning = null;
    this.meaning(code);
  }

  search() {
    this.field.focus();
    this.field.select();
  }

  #focus(id) {
    this.focused = id;
    for (const row of this.list.querySelectorAll(".row")) {
      const on = Number(row.dataset.code) === id;
      row.tabIndex = on ? 0 : -1;
      if (on) row.focus();
    }
  }

  #searchKey(event) {
    event.stopPropagation();
    if (event.key === "Escape") {
      if (this.field.value) {
        this.field.value = "";
        this.#typed();
      } else this.onPick(null);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.#focus(this.rows()[0]?.code.id ?? null);
    } else if (event.key === "Enter") {
      const first = this.rows()[0];
      if (first) this.#click(first.code);
    }
  }

  #key(event) {
    const rows = this.rows();
    const at = rows.findIndex(({ code }) => code.id === this.focused);
    const go = (to) => this.#focus(rows[Math.max(0, Math.min(rows.length - 1, to))].code.id);
    const code = rows[at]?.code;
    if (!code) return;
    const parent = this.state.children.has(code.id);
    const open = this.open.has(code.id);
    const acts = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (parent && !open ? this.toggle(code.id, true) : parent && go(at + 1)),
      ArrowLeft: () => (parent && open ? this.toggle(code.id, false) : code.parent !== null && this.#focus(code.parent)),
      Enter: () => this.#click(code),
      " ": () => this.#click(code),
      Escape: () => this.onPick(null),
    };
    const digit = /^Digit([1-9])$/.exec(event.code ?? "");
    if (event.altKey && digit) this.onPin(code.id, Number(digit[1]));
    else if (acts[event.key] && !event.ctrlKey && !event.metaKey) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// A name with the found letters marked.
export function marked(name, hits) {
  const nodes = [];
  let at = 0;
  for (const [from, to] of hits) {
    if (from < at) continue;
    if (from > at) nodes.push(name.slice(at, from));
    nodes.push(el("b", { text: name.slice(from, to) }));
    at = to;
  }
  if (at < name.length) nodes.push(name.slice(at));
  return nodes;
}
