// The two ends of the coding in hand, to be dragged to another word.

import { el } from "./dom.js";

export class Handles {
  constructor({ reading, onMove, onDone }) {
    this.reading = reading;
    this.nodes = ["start", "end"].map((which) => {
      const node = el("div", { class: `handle ${which}`, hidden: true, "aria-hidden": "true" });
      node.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        event.stopPropagation();
        node.setPointerCapture(event.pointerId);
        this.dragging = which;
      });
      node.addEventListener("pointermove", (event) => {
        if (this.dragging !== which) return;
        const offset = reading.offsetAt(event.clientX, event.clientY);
        if (offset !== null) onMove(which, offset, event.altKey);
      });
      node.addEventListener("pointerup", () => {
        if (this.dragging === which) onDone();
        this.dragging = null;
      });
      node.addEventListener("pointercancel", () => {
        this.dragging = null;
        onDone(true);
      });
      return node;
    });
    this.dragging = null;
  }

  // Stand at the ends of the span; no span, no handles.
  place(span, color) {
    if (span && !this.nodes[0].isConnected) this.reading.column.append(...this.nodes);
    const places = span ? [this.reading.rect(span.start), this.reading.rect(span.end, { after: true })] : [];
    this.nodes.forEach((node, at) => {
      node.hidden = !span;
      if (!span) return;
      const { x, top, bottom } = places[at];
      node.style.setProperty("--c", color);
      node.style.transform = `translate(${x - 6}px, ${top}px)`;
      node.style.height = `${bottom - top}px`;
      // While dragging, the handle must not lie under the pointer that asks for the text below.
      node.style.pointerEvents = "auto";
    });
  }
}
