// The small palette at the selection: type part of a code's name, Enter assigns it.
// Steps: "code" finds a code; "name" asks what a new one is called; "parent" under which.

import { clipped, el, fill, kbd } from "./dom.js";
import { find } from "./search.js";
import { marked } from "./tree.js";

const SHOWN = 7;

export class Palette {
  constructor({ state, t, colorOf, recent, onAssign, onNew, onMemo, onClose, onLook }) {
    Object.assign(this, { state, t, colorOf, recent, onAssign, onNew, onMemo, onClose, onLook });
    this.input = el("input", {
      type: "text", class: "in", role: "combobox", "aria-expanded": "true", "aria-controls": "pal-list", "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false", on: { input: () => this.#query() },
    });
    this.prompt = el("div", { class: "prompt", hidden: true });
    this.list = el("ul", { id: "pal-list", role: "listbox", "aria-label": t.codes });
    this.element = el(
      "div",
      { class: "pal", role: "dialog", "aria-label": t.palette, hidden: true, on: { keydown: (event) => this.#key(event) } },
      this.prompt, this.input, this.list,
    );
    this.at = 0;
    this.items = [];
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open({ text = "", step = "code", name = "", quote = "" }) {
    this.step = step;
    this.name = name;
    this.quote = quote;
    this.element.hidden = false;
    this.input.value = step === "name" ? name : text;
    this.at = 0;
    this.draw();
    this.input.focus({ preventScroll: true });
    if (step === "name") this.input.select();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.onClose();
  }

  #query() {
    this.at = 0;
    this.draw();
  }

  draw() {
    const { t } = this;
    const query = this.input.value;
    const found = this.step === "name" ? [] : find(this.state.codes, query, { path: (code) => this.state.path(code), recent: this.recent() });
    this.items = found.slice(0, SHOWN).map(({ code, hits }) => ({ kind: "code", code, hits }));
    if (this.step === "parent" && !query.trim()) this.items.unshift({ kind: "top" });
    if (this.step === "code" && query.trim()) this.items.push({ kind: "new" });
    else if (this.step === "code" && this.quote) this.items.push({ kind: "invivo" }, { kind: "memo" });
    this.at = Math.max(0, Math.min(this.at, this.items.length - 1));
    this.prompt.hidden = this.step === "code";
    this.prompt.textContent = this.step === "parent" ? fill(t.new_code_under, { name: this.name }) : t.new_code_name;
    this.input.placeholder = { code: t.palette_hint, parent: t.parent_hint, name: t.name_hint }[this.step];
    this.input.setAttribute("aria-label", this.prompt.hidden ? t.palette_hint : this.prompt.textContent);
    const counts = this.state.counts();
    this.list.replaceChildren(...this.items.map((item, index) => this.#item(item, index, counts)));
    if (!this.items.length && this.step !== "name") this.list.append(el("li", { class: "faint", text: t.nothing_found }));
    this.input.setAttribute("aria-activedescendant", this.items.length ? `pal-${this.at}` : "");
    this.#inSight(this.list.children[this.at]);
    const item = this.items[this.at];
    if (item?.code) this.onLook(item.code);
  }

  // Scrolls the list and nothing else: the text behind must not move.
  #inSight(row) {
    const { list } = this;
    if (!row || list.scrollHeight <= list.clientHeight) return;
    const top = row.offsetTop - list.offsetTop;
    list.scrollTop = Math.max(Math.min(list.scrollTop, top), top + row.offsetHeight - list.clientHeight);
  }

  #item(item, index, counts) {
    const { t } = this;
    const on = index === this.at;
    const props = {
      id: `pal-${index}`, role: "option", class: on ? "on" : null, "aria-selected": String(on),
      on: { mousedown: (event) => event.preventDefault(), click: (event) => { this.at = index; this.#choose(event); } },
    };
    const key = on ? kbd("↵") : null;
    if (item.kind === "top") return el("li", props, el("span", { text: t.at_top }), key);
    if (item.kind === "new") {
      return el("li", { ...props, class: on ? "on" : "faint" }, el("span", { text: fill(t.new_code_as, { name: this.input.value.trim() }) }), kbd("⇧ ↵"));
    }
    if (item.kind === "invivo") {
      return el("li", { ...props, class: on ? "on" : "faint" }, el("span", { text: fill(t.invivo_as, { name: shortened(this.quote) }) }), kbd("Alt I"));
    }
    if (item.kind === "memo") return el("li", { ...props, class: on ? "on" : "faint" }, el("span", { text: t.memo_passage_as }), kbd("Alt N"));
    const path = this.state.path(item.code);
    const n = counts.get(item.code.id) ?? 0;
    return el(
      "li", { ...props, vars: { "--c": this.colorOf(item.code.id) } },
      el("span", { class: "dot" }),
      el("span", { class: "name" }, ...marked(item.code.name, item.hits)),
      path.length > 1 ? el("em", { text: path[0] }) : null,
      key ?? (n ? el("span", { class: "n num faint", text: fill(t.n_here, { n }) }) : null),
    );
  }

  #key(event) {
    event.stopPropagation();
    const code = event.code ?? "";
    if (event.key === "Escape") this.step === "parent" ? this.open({ text: this.name }) : this.close();
    else if (event.key === "ArrowDown") this.#move(1);
    else if (event.key === "ArrowUp") this.#move(-1);
    else if (event.altKey && code === "KeyI" && this.quote) this.invivo();
    else if (event.altKey && code === "KeyN" && this.quote) this.#memo();
    else if (event.key === "Enter" && !event.isComposing) this.#choose(event);
    else if (event.key === "Tab") this.close();
    else return;
    event.preventDefault();
  }

  #move(by) {
    if (!this.items.length) return;
    this.at = (this.at + by + this.items.length) % this.items.length;
    this.draw();
  }

  invivo() {
    this.open({ step: "name", name: clipped(this.quote, 80), quote: this.quote });
  }

  #memo() {
    this.close();
    this.onMemo();
  }

  #choose(event) {
    const text = this.input.value.trim();
    if (this.step === "name") {
      if (text) this.open({ step: "parent", name: text, quote: this.quote });
      return;
    }
    const item = this.items[this.at];
    if (this.step === "parent") {
      if (!item) return;
      const { name } = this;
      this.close();
      this.onNew(name, item.kind === "top" ? null : item.code.id);
      return;
    }
    if (item?.kind === "invivo") this.invivo();
    else if (item?.kind === "memo") this.#memo();
    else if (text && (event.shiftKey || item?.kind === "new")) this.open({ step: "parent", name: text, quote: this.quote });
    else if (item) {
      const stay = event.ctrlKey || event.metaKey;
      if (!stay) this.close();
      this.onAssign(item.code);
      if (stay) {
        this.input.value = "";
        this.at = 0;
        this.draw();
      }
    }
  }
}

function shortened(text) {
  return text.length > 32 ? `${text.slice(0, 30).trimEnd()} …` : text;
}
