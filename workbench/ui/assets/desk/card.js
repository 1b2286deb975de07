// The card: every coding at one place, with what it means, who made it when, and what to do.

import { el, fill } from "./dom.js";
import { warning } from "./anchor.js";

const VALENCES = ["present", "missing", "both"];
const STANCES = ["affirms", "denies", "mixed"];

export class Card {
  constructor({ state, t, colorOf, onChange, onRemove, onKeep, onActive, onClose, onMoveEnd }) {
    Object.assign(this, { state, t, colorOf, onChange, onRemove, onKeep, onActive, onClose, onMoveEnd });
    this.element = el("div", { class: "card", role: "dialog", "aria-label": t.codings_here, tabindex: "-1", hidden: true });
    this.ids = [];
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open(ids, { memo = false, focus = true } = {}) {
    this.ids = ids;
    this.element.hidden = false;
    this.draw();
    const field = memo && this.element.querySelector(".entry.on textarea, .entry textarea");
    if (field) field.focus({ preventScroll: true });
    else if (focus) this.element.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.ids = [];
    this.onClose();
  }

  // After a change: the same codings, under the ids that they have now.
  refresh(rename = new Map()) {
    if (!this.isOpen) return;
    this.ids = this.ids.map((id) => rename.get(id) ?? id).filter((id) => this.state.codings.has(id));
    if (!this.ids.length) this.close();
    else if (!this.element.contains(this.element.getRootNode().activeElement?.closest?.("textarea") ?? null)) this.draw();
  }

  draw() {
    const active = this.element.getRootNode().activeElement;
    const focused = this.element.contains(active) ? active?.dataset?.act : undefined;
    const within = this.element.contains(active);
    this.element.replaceChildren(...this.ids.map((id) => this.#entry(this.state.codings.get(id))).filter(Boolean));
    if (focused) (this.element.querySelector(`[data-act="${CSS.escape(focused)}"]`) ?? this.element).focus({ preventScroll: true });
    else if (within) this.element.focus({ preventScroll: true });
  }

  #entry(coding) {
    if (!coding) return null;
    const { t, state } = this;
    const code = state.code.get(coding.code);
    const own = coding.coder === state.coder;
    const path = code ? state.path(code) : [state.codeName(coding)];
    const warn = warning(state.doc, coding.start, coding.end);
    const by = coding.pending ? t.not_stored_yet : coding.created ? fill(t.by_at, { coder: coding.coder, time: coding.created }) : coding.coder;
    const toggle = (name, value) =>
      el("button", {
        type: "button", text: t[value], "aria-pressed": String(coding[name] === value), disabled: !own,
        data: { act: `${coding.id}:${value}` },
        on: { click: () => this.onChange(coding.id, { [name]: coding[name] === value ? "" : value }) },
      });
    const nudge = (text, title, which, back) =>
      el("button", { type: "button", text, title, "aria-label": title, data: { act: `${coding.id}:${which}${back}` }, on: { click: () => this.onMoveEnd(coding.id, which, back) } });
    return el(
      "div",
      { class: `entry${state.active === coding.id ? " on" : ""}`, vars: { "--c": this.colorOf(coding.code) }, data: { id: coding.id }, on: { pointerdown: () => this.onActive(coding.id) } },
      el("h3", {}, el("span", { class: "dot" }), path[path.length - 1]),
      path.length > 1 ? el("p", { class: "path", text: path.slice(0, -1).join(" › ") }) : null,
      code?.definition ? el("p", { class: "def", text: code.definition }) : null,
      warn ? el("p", { class: "warn", text: t[`warn_${warn}`] }) : null,
      coding.review ? el("p", { class: "warn", text: t.review }) : null,
      coding.review && own
        ? el("button", { type: "button", class: "keep", text: t.keep, data: { act: `${coding.id}:keep` }, on: { click: () => this.onKeep(coding.id) } })
        : null,
      el("p", { class: "by", text: by }),
      el("div", { class: "toggles", role: "group", "aria-label": t.valence }, ...VALENCES.map((value) => toggle("valence", value))),
      el("div", { class: "toggles", role: "group", "aria-label": t.stance }, ...STANCES.map((value) => toggle("stance", value))),
      own
        ? el("textarea", {
            rows: Math.min(6, Math.max(1, Math.ceil((coding.memo || "").length / 44))), placeholder: t.memo_hint, "aria-label": t.memo,
            data: { act: `${coding.id}:memo` },
            on: {
              change: (event) => this.onChange(coding.id, { memo: event.target.value.trim() }),
              keydown: (event) => {
                event.stopPropagation();
                if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
                  event.preventDefault();
                  event.target.blur();
                  this.element.focus({ preventScroll: true });
                }
              },
            },
          }, coding.memo || "")
        : coding.memo ? el("p", { class: "memo", text: coding.memo }) : null,
      own
        ? el(
            "div", { class: "acts" },
            el("span", { class: "ends", role: "group", "aria-label": t.extent },
              nudge("⇤", t.start_back, "start", true), nudge("⇥", t.start_forward, "start", false),
              nudge("⇠", t.end_back, "end", true), nudge("⇢", t.end_forward, "end", false)),
            el("button", { type: "button", class: "danger", text: t.remove, data: { act: `${coding.id}:remove` }, on: { click: () => this.onRemove(coding.id) } }),
          )
        : null,
    );
  }
}
