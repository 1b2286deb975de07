// Codings drawn with the CSS Custom Highlight API: no elements in the text, one highlight per
// colour and layer. Where a browser lacks it, boxes are laid behind the words instead.
//
// Layers of a colour: `bg` the ground, `u1`..`u3` lines for codings that lie over others, `o`
// another coder's, `act` the coding in hand.

import { ground, lanes, parts } from "./anchor.js";
import { el } from "./dom.js";

const LINES = [
  ["u1", "underline solid", "2px", "3px"],
  ["u2", "underline solid", "2px", "6px"],
  ["u3", "underline dotted", "2px", "8px"],
  ["o", "underline dashed", "1.5px", "5px"],
];

export class Highlights {
  constructor({ reading, root, state }) {
    this.reading = reading;
    this.state = state;
    this.prefix = "desk";
    this.sheet = new CSSStyleSheet();
    root.adoptedStyleSheets = [this.sheet];
    this.made = new Map();
    this.drawn = new Map();
    this.colors = [];
    this.api = typeof Highlight === "function" && CSS.highlights !== undefined;
    if (!this.api) this.#follow();
  }

  // Boxes stand where the words stood when they were laid: after every change of the column's
  // size, and of the turns that are laid out at all, they are laid again.
  #follow() {
    const again = () => {
      this.asked ??= requestAnimationFrame(() => {
        this.asked = null;
        if (this.state.doc) this.#boxes();
      });
    };
    new ResizeObserver(again).observe(this.reading.column);
    this.reading.column.addEventListener("contentvisibilityautostatechange", again, { capture: true });
  }

  // One set of rules per colour. The colours were checked to be #rrggbb before they come here.
  setColors(colors, { dark, selection }) {
    this.colors = [...new Set(colors)];
    const tint = dark ? 30 : 20;
    const rules = [];
    this.colors.forEach((color, index) => {
      rules.push(`::highlight(desk-${index}-bg){background-color:color-mix(in oklab, ${color} ${tint}%, transparent)}`);
      for (const [layer, line, width, gap] of LINES) {
        rules.push(`::highlight(desk-${index}-${layer}){text-decoration:${line} ${color} ${width};text-underline-offset:${gap};text-decoration-skip-ink:none}`);
      }
      rules.push(`::highlight(desk-${index}-act){background-color:color-mix(in oklab, ${color} ${tint * 2 + 5}%, transparent)}`);
    });
    rules.push(`::highlight(desk-passage){text-decoration:underline dotted ${dark ? "#949ca7" : "#666d78"} 1.5px;text-underline-offset:3px;text-decoration-skip-ink:none}`);
    rules.push(`::highlight(desk-found){text-decoration:underline wavy ${selection} 1.5px;text-underline-offset:4px;text-decoration-skip-ink:none}`);
    rules.push(`::highlight(desk-sel){background-color:color-mix(in oklab, ${selection} 30%, transparent)}`);
    const plain = this.colors.flatMap((_, index) => [
      // Without colours of their own, codings are lines; the ground is left to the selection.
      // (The paragraphs are taken out of the forcing, which would fill every one of these alike.)
      `::highlight(desk-${index}-bg){background-color:transparent;text-decoration:underline solid CanvasText 1.5px;text-underline-offset:3px}`,
      ...LINES.map(([layer, line, width, gap]) => `::highlight(desk-${index}-${layer}){text-decoration:${line} CanvasText ${width};text-underline-offset:calc(${gap} + 3px);text-decoration-skip-ink:none}`),
      `::highlight(desk-${index}-act){background-color:Highlight;color:HighlightText}`,
    ]);
    plain.push("::highlight(desk-passage){text-decoration:underline dotted CanvasText 1.5px}");
    plain.push("::highlight(desk-found){text-decoration:underline wavy CanvasText 1.5px}");
    plain.push("::highlight(desk-sel){background-color:Highlight;color:HighlightText}");
    this.sheet.replaceSync(`${rules.join("\n")}\n@media (forced-colors: active){${plain.join("\n")}}`);
  }

  paint(codings, colorOf) {
    const spans = new Map();
    const put = (color, layer, start, end) => {
      const name = `${this.prefix}-${this.colors.indexOf(color)}-${layer}`;
      if (!spans.has(name)) spans.set(name, []);
      spans.get(name).push([start, end]);
    };
    const own = codings.filter((coding) => coding.coder === this.state.coder);
    const others = codings.filter((coding) => coding.coder !== this.state.coder);
    const primary = own.length ? own : others;
    const lane = lanes(primary);
    for (const { coding, start, end } of ground(primary, lane)) put(colorOf(coding.code), "bg", start, end);
    for (const coding of primary) {
      const level = lane.get(coding.id);
      if (level > 0) put(colorOf(coding.code), `u${Math.min(level, 3)}`, coding.start, coding.end);
    }
    if (own.length) for (const coding of others) put(colorOf(coding.code), "o", coding.start, coding.end);
    this.#show(this.#changed(spans), (name) => !/-(act|sel|passage|found)$/.test(name));
  }

  // Ranges for those names whose spans are new; null for those that stay as they are drawn. A
  // highlight that is set anew costs a repaint of every turn that it is in.
  #changed(spans) {
    const ranges = new Map();
    for (const [name, list] of spans) {
      const drawn = list.sort((a, b) => a[0] - b[0] || a[1] - b[1]).join(" ");
      if (this.drawn.get(name) === drawn && this.made.has(name)) ranges.set(name, null);
      else ranges.set(name, list.reduce((into, [start, end]) => this.#ranges(start, end, into), []));
      this.drawn.set(name, drawn);
    }
    return ranges;
  }

  // The coding in hand, drawn stronger.
  active(coding, color) {
    const ranges = new Map();
    if (coding) ranges.set(`${this.prefix}-${this.colors.indexOf(color)}-act`, this.#ranges(coding.start, coding.end, []));
    this.#show(ranges, (name) => name.endsWith("-act"));
  }

  // The words that memos are on.
  passages(memos) {
    const ranges = new Map();
    const places = memos.flatMap(({ start, end }) => this.#ranges(start, end, []));
    if (places.length) ranges.set(`${this.prefix}-passage`, places);
    this.#show(ranges, (name) => name.endsWith("-passage"));
  }

  // The words that were looked for.
  found(spans) {
    const ranges = new Map();
    if (spans.length) ranges.set(`${this.prefix}-found`, spans.reduce((into, [start, end]) => this.#ranges(start, end, into), []));
    this.#show(ranges, (name) => name.endsWith("-found"));
  }

  selection(selection) {
    const ranges = new Map();
    if (selection && selection.start < selection.end) {
      ranges.set(`${this.prefix}-sel`, this.#ranges(selection.start, selection.end, []));
    }
    this.#show(ranges, (name) => name.endsWith("-sel"));
  }

  // Take everything away; also before the text is another one.
  clear() {
    this.drawn.clear();
    this.#show(new Map(), () => true);
  }

  #ranges(start, end, into) {
    const Kind = typeof StaticRange === "function" ? StaticRange : null;
    for (const { turn, from, to } of parts(this.state.doc.turns, start, end)) {
      const node = this.reading.rows[turn].node;
      if (!node) continue;
      const place = { startContainer: node, startOffset: from, endContainer: node, endOffset: Math.min(to, node.length) };
      if (Kind && this.api) into.push(new Kind(place));
      else {
        const range = document.createRange();
        range.setStart(node, place.startOffset);
        range.setEnd(node, place.endOffset);
        into.push(range);
      }
    }
    return into;
  }

  #show(ranges, mine) {
    for (const name of [...this.made.keys()]) {
      if (!mine(name) || ranges.has(name)) continue;
      if (this.api) CSS.highlights.delete(name);
      this.made.delete(name);
    }
    for (const [name, list] of ranges) {
      if (list === null) continue;
      this.made.set(name, list);
      if (this.api) {
        const one = new Highlight(...list);
        one.priority = name.endsWith("-sel") ? 9 : name.endsWith("-act") ? 8 : name.endsWith("-bg") ? 0 : 3;
        CSS.highlights.set(name, one);
      }
    }
    if (!this.api) this.#boxes();
  }

  // Without the API: a box behind every line of every range.
  #boxes() {
    const box = this.reading.column.getBoundingClientRect();
    const nodes = [];
    for (const [name, list] of this.made) {
      const layer = name.split("-").pop();
      const color = this.colors[Number(name.split("-")[1])] ?? "var(--accent)";
      for (const range of list) {
        for (const rect of range.getClientRects()) {
          nodes.push(el("i", {
            class: `box ${layer}`,
            vars: { "--c": color, left: `${rect.left - box.left}px`, top: `${rect.top - box.top}px`, width: `${rect.width}px`, height: `${rect.height}px` },
          }));
        }
      }
    }
    this.reading.marks.replaceChildren(...nodes);
  }
}
