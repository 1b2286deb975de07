// What opens over the desk: the keys, and the memos on the interview.

import { button, el, fill, kbd } from "./dom.js";
import { HELP } from "./keys.js";
import { links, read } from "./memo_text.js";

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

// The memos on the interview: one's own are changed and removed where they stand. What is typed
// is kept when the sheet closes, however it closes.
export class Memos {
  constructor({ t, state, onAdd, onEdit, onClose }) {
    Object.assign(this, { t, state, onEdit });
    this.list = el("div", { class: "list" });
    this.field = el("textarea", { rows: 5, placeholder: t.memo_hint, "aria-label": t.memo_new });
    this.element = dialog(t.memo_interview, () => {
      this.#keep();
      const text = this.field.value.trim();
      this.field.value = "";
      if (text) onAdd(text);
      onClose();
    });
    this.element.append(
      el("header", {}, el("h2", { text: t.memo_interview }), button("×", { title: t.close, class: "btn", on: () => this.element.close() })),
      this.list, this.field,
      el("div", { class: "acts" }, el("button", { type: "button", class: "btn main", text: t.save, on: { click: () => this.element.close() } })),
    );
  }

  open() {
    this.#draw();
    this.element.showModal();
    this.field.focus();
  }

  // After a change: read anew unless somebody is typing in the list.
  refresh() {
    if (this.element.open && !this.list.contains(this.list.getRootNode().activeElement)) this.#draw();
  }

  #draw() {
    this.list.replaceChildren(...this.state.interviewMemos().map((memo) => this.#article(memo)));
  }

  #article(memo) {
    const { t, state } = this;
    const own = memo.coder === state.coder;
    const by = memo.pending ? t.not_stored_yet : fill(t.by_at, { coder: memo.coder, time: memo.created });
    const said = `${t.memo}. ${by}`;
    return el(
      "article", { data: { id: memo.id } },
      own
        ? el("textarea", { rows: Math.min(8, Math.ceil(memo.text.length / 70) + memo.text.split("\n").length - 1), "aria-label": said, on: { change: () => this.#keep() } }, memo.text)
        : el("p", {}, ...read(memo)),
      own ? links(memo, t.mentions) : null,
      el("footer", {}, el("small", { text: by }), own ? el("button", {
        type: "button", class: "danger", text: t.remove, "aria-label": `${t.remove}: ${said}`,
        on: { click: () => { this.field.focus(); this.onEdit(memo.id, ""); } },
      }) : null),
    );
  }

  #keep() {
    for (const field of this.list.querySelectorAll("textarea")) this.onEdit(field.closest("article").dataset.id, field.value.trim());
  }
}
