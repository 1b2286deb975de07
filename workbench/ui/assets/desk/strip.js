// The strip at the far left: the whole interview at a glance, with what is coded where.

import { el } from "./dom.js";
import { turnAt } from "./anchor.js";

export class Strip {
  constructor({ reading, state, onGo }) {
    this.reading = reading;
    this.state = state;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.view = el("div", { class: "view", "aria-hidden": "true" });
    this.element = el("div", { class: "strip", "aria-hidden": "true" }, this.canvas, this.view);
    const go = (event) => {
      const box = this.element.getBoundingClientRect();
      onGo((event.clientY - box.top) / box.height);
    };
    this.element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    this.element.addEventListener("pointermove", (event) => event.buttons === 1 && go(event));
    reading.element.addEventListener("scroll", () => this.place(), { passive: true });
  }

  place() {
    const { scrollTop, scrollHeight, clientHeight } = this.reading.element;
    this.view.style.top = `${(scrollTop / scrollHeight) * 100}%`;
    this.view.style.height = `${Math.min(1, clientHeight / scrollHeight) * 100}%`;
  }

  // Where every turn lies; read anew when the layout changes. The turn itself is asked, never what
  // is in it: that would lay out every turn that is out of sight.
  measure() {
    this.tops = this.reading.rows.map(({ element }) => [element.offsetTop, element.offsetHeight]);
    this.total = Math.max(1, this.reading.element.scrollHeight);
  }

  paint(codings, colorOf) {
    const ratio = devicePixelRatio || 1;
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (!this.tops || !height) return;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const { turns } = this.state.doc;
    const y = (offset) => {
      const index = turnAt(turns, offset);
      const turn = turns[index];
      const share = turn.end > turn.start ? Math.min(1, (offset - turn.start) / (turn.end - turn.start)) : 0;
      return ((this.tops[index][0] + share * this.tops[index][1]) / this.total) * height;
    };
    const order = [...codings].sort((a, b) => b.end - b.start - (a.end - a.start));
    for (const coding of order) {
      const top = y(coding.start);
      pen.fillStyle = colorOf(coding.code);
      const own = coding.coder === this.state.coder;
      pen.fillRect(own ? 5 : 16, top, own ? width - 10 : 2, Math.max(2, y(coding.end) - top));
    }
    this.place();
  }
}
