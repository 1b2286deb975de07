// The strip at the far left: the whole interview at a glance. At its edge who speaks, then what
// is coded where; where one is in sight and where the caret is. A click, a drag or its keys go there.

import { el, fill } from "./dom.js";
import { turnAt } from "./anchor.js";

// Across the strip, in pixels: who speaks, one's own codings, those of others.
const SPEAKER = { left: 3, width: 2 };
const OWN = { left: 7, width: 8 };
const OTHERS = { left: 16, width: 2 };

export class Strip {
  constructor({ reading, state, t, onGo, onEnter }) {
    Object.assign(this, { reading, state, t, onEnter });
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.view = el("div", { class: "view" });
    this.here = el("div", { class: "here" });
    this.element = el(
      "div",
      {
        class: "strip", role: "slider", tabindex: "0", "aria-label": t.overview, "aria-orientation": "vertical", title: t.overview,
        on: { keydown: (event) => this.#key(event) },
      },
      this.canvas, this.view, this.here,
    );
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
    this.element.addEventListener("pointerup", () => onEnter());
    reading.element.addEventListener("scroll", () => this.place(), { passive: true });
  }

  place() {
    const { scrollTop, scrollHeight, clientHeight } = this.reading.element;
    this.view.style.top = `${(scrollTop / scrollHeight) * 100}%`;
    this.view.style.height = `${Math.min(1, clientHeight / scrollHeight) * 100}%`;
    this.#tell();
  }

  // What a screen reader says of it: the first turn in sight, of all.
  #tell() {
    const turns = this.state.doc?.turns ?? [];
    const turn = turns[this.reading.firstVisible()];
    if (!turn || this.told === turn) return;
    this.told = turn;
    const name = this.reading.nameOf(turn);
    this.element.setAttribute("aria-valuemin", turns[0].number);
    this.element.setAttribute("aria-valuemax", turns[turns.length - 1].number);
    this.element.setAttribute("aria-valuenow", turn.number);
    this.element.setAttribute("aria-valuetext", fill(this.t.turn_of, { n: turn.number, name }));
  }

  // Where every turn lies; read anew when the layout changes. The turn itself is asked, never what
  // is in it: that would lay out every turn that is out of sight.
  measure() {
    this.tops = this.reading.rows.map(({ element }) => [element.offsetTop, element.offsetHeight]);
    this.total = Math.max(1, this.reading.element.scrollHeight);
  }

  // The share of the height at which a place in the text lies.
  #share(offset) {
    const { turns } = this.state.doc;
    const index = turnAt(turns, offset);
    const turn = turns[index];
    const inside = turn.end > turn.start ? Math.min(1, (offset - turn.start) / (turn.end - turn.start)) : 0;
    return (this.tops[index][0] + inside * this.tops[index][1]) / this.total;
  }

  // Where the caret is.
  mark(offset) {
    if (this.tops?.length !== this.state.doc.turns.length) return;
    this.here.style.top = `${this.#share(offset) * 100}%`;
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
    const style = getComputedStyle(this.element);
    const edges = { person: style.getPropertyValue("--soft"), interviewer: null };
    const others = style.getPropertyValue("--line");
    for (const [index, { role }] of this.state.doc.turns.entries()) {
      const edge = role in edges ? edges[role] : others;
      if (!edge) continue;
      const [top, high] = this.tops[index];
      pen.fillStyle = edge;
      pen.fillRect(SPEAKER.left, (top / this.total) * height, SPEAKER.width, Math.max(0.5, (high / this.total) * height));
    }
    const order = [...codings].sort((a, b) => b.end - b.start - (a.end - a.start));
    for (const coding of order) {
      const top = this.#share(coding.start) * height;
      pen.fillStyle = colorOf(coding.code);
      const { left, width: wide } = coding.coder === this.state.coder ? OWN : OTHERS;
      pen.fillRect(left, top, wide, Math.max(2, this.#share(coding.end) * height - top));
    }
    this.place();
  }

  #key(event) {
    const area = this.reading.element;
    const { rows } = this.reading;
    const at = this.reading.firstVisible();
    const turn = (index) => this.reading.scrollTo({ turn: Math.max(0, Math.min(rows.length - 1, index)), past: -19 });
    const acts = {
      ArrowDown: () => turn(at + 1), ArrowRight: () => turn(at + 1),
      ArrowUp: () => turn(at - 1), ArrowLeft: () => turn(at - 1),
      PageDown: () => { area.scrollTop += area.clientHeight - 60; },
      PageUp: () => { area.scrollTop -= area.clientHeight - 60; },
      Home: () => turn(0), End: () => { area.scrollTop = area.scrollHeight; },
      Enter: () => this.onEnter(), " ": () => this.onEnter(),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    acts[event.key]();
    event.preventDefault();
    event.stopPropagation();
  }
}
