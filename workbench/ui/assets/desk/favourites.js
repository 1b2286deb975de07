// The digits and their codes, always in sight beside the scheme.

import { el, fill, kbd } from "./dom.js";

export class Favourites {
  constructor({ state, t, colorOf, digits, onPick, onPin, onLook }) {
    Object.assign(this, { state, t, colorOf, digits, onPick, onPin, onLook });
    this.element = el("div", { class: "digits", role: "group", "aria-label": t.digits });
  }

  draw() {
    const focused = this.element.querySelector(":focus")?.dataset.digit;
    const digits = this.digits().map((one) => this.#digit(one));
    // Nobody would look for what is not there yet.
    this.element.replaceChildren(...(digits.length ? digits : [el("p", { class: "note", text: this.t.no_digits })]));
    if (focused) this.element.querySelector(`[data-digit="${focused}"]`)?.focus();
  }

  #digit({ digit, code: id, pinned }) {
    const { t } = this;
    const code = this.state.code.get(id);
    const said = fill(t.bound, { key: digit, code: code.name });
    const pin = fill(pinned ? t.unpin : t.pin, { code: code.name });
    return el(
      "div", { class: `digit${pinned ? " pinned" : ""}`, vars: { "--c": this.colorOf(id) }, on: { mousedown: (event) => event.preventDefault() } },
      el("button", {
        type: "button", class: "use", title: this.state.path(code).join(" › "), "aria-label": said, "aria-keyshortcuts": String(digit), data: { digit },
        on: { click: () => this.onPick(code), pointerenter: () => this.onLook(code), focus: () => this.onLook(code) },
      }, kbd(String(digit)), el("span", { class: "name", text: code.name })),
      // By key it is Alt and the digit, from everywhere: no stop of its own for Tab.
      el("button", {
        type: "button", class: "pin", tabindex: "-1", title: pin, "aria-label": pin, "aria-pressed": String(pinned), text: pinned ? "★" : "☆",
        on: { click: () => this.onPin(digit) },
      }),
    );
  }
}
