// Selecting words with the mouse: the browser's own selection, read inside the shadow root, is
// drawn by the desk, grown to whole words.

// The selection as [start node, offset, end node, offset], also inside a shadow root.
export function nativeRange(root) {
  const selection = document.getSelection();
  if (!selection) return null;
  if (selection.getComposedRanges) {
    const [range] = composed(selection, root);
    return range && !range.collapsed ? [range.startContainer, range.startOffset, range.endContainer, range.endOffset] : null;
  }
  const inner = root.getSelection ? root.getSelection() : selection;
  if (!inner || inner.rangeCount === 0 || inner.isCollapsed) return null;
  const range = inner.getRangeAt(0);
  return [range.startContainer, range.startOffset, range.endContainer, range.endOffset];
}

function composed(selection, root) {
  try {
    return selection.getComposedRanges({ shadowRoots: [root] });
  } catch (error) {
    // Earlier browsers take the roots one by one, not in a record.
    if (!(error instanceof TypeError)) throw error;
    return selection.getComposedRanges(root);
  }
}

export class Mouse {
  constructor({ reading, onSelect, onClick, onDown, anchor }) {
    this.reading = reading;
    this.down = null;
    const area = reading.element;
    area.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !event.target.closest("p, .turn") || event.target.closest("button, .pal, .card, .slip, .handle")) return;
      this.down = { x: event.clientX, y: event.clientY, alt: event.altKey, offset: reading.offsetAt(event.clientX, event.clientY) };
      // A press on words that are selected would drag them away instead of selecting anew; one
      // with Shift extends what the desk shows as selected, which the browser need not know of.
      if (event.shiftKey) document.getSelection()?.setBaseAndExtent(...anchor(), ...anchor());
      else document.getSelection()?.removeAllRanges();
      onDown(event);
    });
    // Pressed on the very middle of a letter, Chromium lets the caret follow the pointer in a
    // shadow root and selects nothing: then the two places of the pointer say what is meant.
    const between = (event) => {
      const { x, y, offset } = this.down;
      if (event.shiftKey || offset === null || Math.hypot(event.clientX - x, event.clientY - y) < 6) return null;
      const end = reading.offsetAt(event.clientX, event.clientY);
      return end === null || end === offset ? null : { start: offset, end };
    };
    const read = () => {
      const range = nativeRange(area.getRootNode());
      if (!range) return null;
      const start = reading.offset(range[0], range[1]);
      const end = reading.offset(range[2], range[3]) ?? (reading.follows(range[2], range[3]) ? reading.state.doc.text.length : null);
      return start === null || end === null || start === end ? null : { start, end };
    };
    this.changed = () => {
      if (!this.down) return;
      const found = read();
      if (found) onSelect(found.start, found.end, { exact: this.down.alt, done: false });
    };
    this.moved = (event) => {
      if (!this.down) return;
      this.down.alt = event.altKey;
      const found = read() ? null : between(event);
      if (found) onSelect(found.start, found.end, { exact: event.altKey, done: false });
    };
    this.up = (event) => {
      if (!this.down) return;
      const { x, y } = this.down;
      const found = read() ?? between(event);
      this.down = null;
      if (found) onSelect(found.start, found.end, { exact: event.altKey, done: true });
      else if (Math.hypot(event.clientX - x, event.clientY - y) < 6) {
        const offset = reading.offsetAt(event.clientX, event.clientY);
        if (offset !== null) onClick(offset, event);
      }
    };
    this.cancelled = () => { this.down = null; };
    area.addEventListener("dragstart", (event) => event.preventDefault());
    document.addEventListener("pointercancel", this.cancelled);
    document.addEventListener("selectionchange", this.changed);
    document.addEventListener("pointermove", this.moved);
    document.addEventListener("pointerup", this.up);
  }

  close() {
    document.removeEventListener("pointercancel", this.cancelled);
    document.removeEventListener("selectionchange", this.changed);
    document.removeEventListener("pointermove", this.moved);
    document.removeEventListener("pointerup", this.up);
  }
}
