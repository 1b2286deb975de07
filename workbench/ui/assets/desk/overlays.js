// What opens over the desk: the keys, and the memos on the interview.

import { button, el, kbd } from "./dom.js";
import { HELP } from "./keys.js";

function dialog(label, onClose) {
  const element = el("dialog", { class: "sheet", "aria-label": label, on: {
    keydown: (event) => event.stopPropagation(),
    close: onClose,
    click: (event) => { if (event.target === element) element.close(); },
  } });
  return element;
}

export class Help {
  constructor({ t, onClose }) {
    this.element = dialog(t.help, onClose);
    this.element.append(
      el("header", {}, el("h2", { text: t.help }), button("×", { title: t.close, class: "btn", on: () => this.element.close() })),
      el("div", { class: "columns" }, ...HELP.map(([group, rows]) => el(
        "section", {}, el("h3", { text: t[`help_group_${group}`] }),
        el("dl", {}, ...rows.flatMap(([keys, name]) => [
          el("dt", {}, ...keys.split(" ").map((key) => kbd(key))), el("dd", { text: t[name] }),
        ])),
      ))),
      el("p", { class: "note", text: t.help_note }),
    );
  }

  toggle() {
    if (this.element.open) this.element.close();
    else this.element.showModal();
  }
}

export class Memos {
  constructor({ t, onSave, onClose }) {
    this.t = t;
    this.list = el("div", { class: "list" });
    this.field = el("textarea", { rows: 5, placeholder: t.memo_hint, "aria-label": t.memo_interview });
    this.element = dialog(t.memo_interview, onClose);
    this.element.append(
      el("header", {}, el("h2", { text: t.memo_interview }), button("×", { title: t.close, class: "btn", on: () => this.element.close() })),
      this.list, this.field,
      el("div", { class: "acts" }, el("button", { type: "button", class: "btn main", text: t.save, on: { click: () => {
        const text = this.field.value.trim();
        if (text) onSave(text);
        this.field.value = "";
        this.element.close();
      } } })),
    );
  }

  open(memos) {
    this.list.replaceChildren(...memos.map(({ text, by }) => el("article", {}, el("p", { text }), el("small", { text: by }))));
    this.element.showModal();
    this.field.focus();
  }
}
