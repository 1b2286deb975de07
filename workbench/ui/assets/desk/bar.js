// The bar above the text and the line below it.

import { button, el, fill, kbd } from "./dom.js";

export class Bar {
  constructor({ t, onOpen, onStatus, onMemo, onLayers }) {
    Object.assign(this, { t, onOpen, onStatus, onMemo, onLayers });
    this.previous = button("‹", { title: t.previous, key: "[", class: "btn", on: () => this.head?.previous && onOpen(this.head.previous) });
    this.next = button("›", { title: t.next, key: "]", class: "btn", on: () => this.head?.next && onOpen(this.head.next) });
    this.picker = el("select", { class: "title", "aria-label": t.interview, on: { change: () => onOpen(this.picker.value) } });
    this.facts = el("span", { class: "facts muted" });
    this.blind = el("span", { class: "muted blind", role: "note", hidden: true });
    this.count = el("span", { class: "muted num count" });
    this.share = el("span", { class: "muted num share", title: t.share_note });
    this.status = el(
      "select", { "aria-label": t.status, on: { change: () => onStatus(this.status.value) } },
      ...["not_started", "started", "done"].map((value) => el("option", { value, text: t[value] })),
    );
    this.done = el("button", { type: "button", class: "btn done", on: { click: () => onStatus(this.head.status === "done" ? "started" : "done") } });
    this.memo = el("button", { type: "button", class: "btn memo", on: { click: onMemo } });
    this.layers = el("summary", { class: "fieldbox" });
    this.choices = el("div", { class: "menu" });
    this.menu = el("details", { class: "layers", on: {
      toggle: () => {
        this.choices.classList.remove("left");
        if (this.menu.open && this.choices.getBoundingClientRect().left < 0) this.choices.classList.add("left");
      },
      keydown: (event) => { if (event.key === "Escape") { this.menu.open = false; this.layers.focus(); event.stopPropagation(); } },
      focusout: (event) => { if (event.relatedTarget && !this.menu.contains(event.relatedTarget)) this.menu.open = false; },
    } }, this.layers, this.choices);
    this.element = el(
      "div", { class: "bar", role: "toolbar", "aria-label": t.interview },
      this.previous, this.picker, this.facts, this.next, el("span", { class: "grow" }),
      this.blind, this.share, this.count, this.memo,
      el("label", { class: "fieldbox" }, el("span", { text: t.status }), this.status), this.done, this.menu,
    );
  }

  setInterviews(list) {
    this.picker.replaceChildren(...list.map(({ id, title }) => el("option", { value: id, text: title })));
  }

  // Unfold the list of interviews.
  choose() {
    this.picker.focus();
    this.picker.showPicker?.();
  }

  // What Python says of the interview.
  setHead(head) {
    const { t } = this;
    this.head = head;
    this.picker.value = head.interview;
    this.facts.textContent = head.facts;
    this.facts.title = head.facts;
    this.previous.disabled = !head.previous;
    this.next.disabled = !head.next;
    this.status.value = head.status;
    this.blind.textContent = head.blind;
    this.blind.title = head.blind;
    this.blind.hidden = !head.blind;
    this.done.textContent = head.status === "done" ? t.reopen : t.mark_done;
    this.done.setAttribute("aria-pressed", String(head.status === "done"));
    this.share.textContent = head.words ? fill(t.share, { share: head.share }) : "";
  }

  // How many memos are on the interview.
  setMemos(n) {
    this.memo.textContent = n ? fill(this.t.memos, { n }) : this.t.memo;
  }

  setCount(n) {
    this.count.textContent = fill(n === 1 ? this.t.n_coding : this.t.n_codings, { n });
  }

  // Who can be shown: [{name, n}], which of them are hidden, and who codes.
  setLayers(coders, hidden, coder) {
    const { t } = this;
    const shown = coders.filter(({ name }) => !hidden.has(name)).map(({ name }) => name);
    this.layers.replaceChildren(el("span", { text: t.layers }), shown.join(" + ") || t.none, " ▾");
    const focused = this.choices.querySelector(":focus")?.value;
    this.choices.replaceChildren(...coders.map(({ name, n }) => el(
      "label", {},
      el("input", { type: "checkbox", value: name, checked: !hidden.has(name), on: { change: (event) => this.onLayers(name, event.target.checked) } }),
      ` ${name}${name === coder ? ` (${t.own})` : ""} `, el("small", { class: "num", text: String(n) }),
    )));
    if (focused) this.choices.querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
  }
}

export class Foot {
  constructor({ t }) {
    this.t = t;
    this.saved = el("span", { class: "saved" });
    this.place = el("span", { class: "place" });
    this.sum = el("span", { class: "sum num" });
    this.element = el(
      "div", { class: "foot" },
      this.saved, this.place, el("span", { class: "grow" }), this.sum,
      el("span", { class: "hint" }, kbd("Ctrl Z"), ` ${t.hint_undo}`),
      el("span", { class: "hint" }, kbd("J"), ` ${t.hint_uncoded}`),
      el("span", { class: "hint" }, kbd("N"), ` ${t.hint_memo}`),
      el("span", { class: "hint" }, kbd("?"), ` ${t.hint_help}`),
    );
  }

  setSaved({ waiting, failed, time, kept }) {
    const { t } = this;
    this.saved.className = `saved ${failed ? "failed" : waiting ? "waiting" : "settled"}`;
    this.saved.textContent = failed
      ? `● ${failed}`
      : waiting
        ? `● ${fill(kept ? t.waiting : t.waiting_not_kept, { n: waiting })}`
        : time ? `● ${fill(t.saved_at, { time })}` : "";
  }

  // What the bar has no room for in a narrow window.
  setSum(texts) {
    const text = texts.filter(Boolean).join(" · ");
    if (this.sum.title === text) return;
    this.sum.textContent = text;
    this.sum.title = text;
  }

  setPlace(text, warn = false) {
    this.place.textContent = text;
    this.place.classList.toggle("warn", warn);
  }
}
