// Places in the text: pure functions on strings, numbers and plain records.
// All offsets are half-open and in UTF-16 units of the whole text, as Python sends them.

const WORD = /[\p{L}\p{N}]+(?:[-‐‑'’][\p{L}\p{N}]+)*/gu;
const SNAP = /[\p{L}\p{N}\p{M}_]+(?:[-‐‑'’][\p{L}\p{N}\p{M}_]+)*/gu;

// Where the words of a text are, by the rule that the tables count with: what stands in ( ) or
// [ ] is the transcriber's.
export function wordSpans(text) {
  const aside = asides(text);
  const spans = [];
  for (const match of text.matchAll(WORD)) {
    if (!aside.some(([from, to]) => from <= match.index && match.index < to)) {
      spans.push([match.index, match.index + match[0].length]);
    }
  }
  return spans;
}

// The outermost ( ) and [ ] of each line, brackets included.
export function asides(text) {
  const found = [];
  const opened = [];
  const pairs = { ")": "(", "]": "[" };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\n") opened.length = 0;
    else if (character === "(" || character === "[") opened.push([character, at]);
    else if (character in pairs) {
      while (opened.length && opened[opened.length - 1][0] !== pairs[character]) opened.pop();
      if (opened.length) found.push([opened.pop()[1], at + 1]);
    }
  }
  return found;
}

// The turn that holds the offset: the last one that starts at or before it.
export function turnAt(turns, offset) {
  let low = 0;
  let high = turns.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (turns[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

// The half-open range of turns that the span has a character of.
export function turnsWithin(turns, start, end) {
  if (!turns.length || end <= start) return [0, 0];
  let first = turnAt(turns, start);
  if (turns[first].end <= start) first += 1;
  let last = first;
  while (last < turns.length && turns[last].start < end) last += 1;
  return [first, last];
}

// The parts of a span, turn by turn: [{turn, from, to}] with offsets inside the turn.
export function parts(turns, start, end) {
  const [first, last] = turnsWithin(turns, start, end);
  const found = [];
  for (let index = first; index < last; index += 1) {
    const turn = turns[index];
    const from = Math.max(start, turn.start) - turn.start;
    const to = Math.min(end, turn.end) - turn.start;
    if (from < to) found.push({ turn: index, from, to });
  }
  return found;
}

// A selection as it is kept: without blanks at its ends, and grown to whole words unless `exact`.
// Even an exact one never cuts a character that is made of several units. Null when nothing is left.
export function snap(text, start, end, { exact = false } = {}) {
  let from = Math.max(0, Math.min(start, end));
  let to = Math.min(text.length, Math.max(start, end));
  while (from < to && /\s/.test(text[from])) from += 1;
  while (to > from && /\s/.test(text[to - 1])) to -= 1;
  if (from >= to) return null;
  const left = around(text, from);
  const right = around(text, to);
  const unit = exact ? graphemes : words;
  for (const [a, b] of unit(left.text)) if (a + left.at < from && from < b + left.at) from = a + left.at;
  for (const [a, b] of unit(right.text)) if (a + right.at < to && to < b + right.at) to = b + right.at;
  return { start: from, end: to };
}

// A window of text around a place, cut at blanks, so that snapping never reads a whole interview.
function around(text, place) {
  let at = place;
  while (at > 0 && place - at < 200 && !/\s/.test(text[at - 1])) at -= 1;
  let to = place;
  while (to < text.length && to - place < 200 && !/\s/.test(text[to])) to += 1;
  return { at, text: text.slice(at, to) };
}

function words(text) {
  return [...text.matchAll(SNAP)].map((match) => [match.index, match.index + match[0].length]);
}

let segmenters = null;
function segmenter(granularity) {
  segmenters ??= new Map();
  if (!segmenters.has(granularity)) segmenters.set(granularity, new Intl.Segmenter("nb", { granularity }));
  return segmenters.get(granularity);
}

function graphemes(text) {
  return [...segmenter("grapheme").segment(text)].map(({ index, segment }) => [index, index + segment.length]);
}

// The places where a caret may stand, going by word or by sentence: starts, and the turn's end.
export function stops(text, granularity) {
  const found = [];
  for (const part of segmenter(granularity).segment(text)) {
    if (granularity === "sentence" || part.isWordLike) found.push(part.index);
  }
  if (found[0] !== 0) found.unshift(0);
  found.push(text.length);
  return found;
}

// Where the caret goes from `offset` by one step of word or sentence, forwards or backwards,
// over the border of the turn where need be. Going forwards while extending, the end of a word
// comes before the blank after it, so that a selection ends with a word.
export function step(doc, offset, { granularity = "word", back = false, ends = false } = {}) {
  const { turns, text } = doc;
  const index = turnAt(turns, offset);
  const turn = turns[index];
  const inside = text.slice(turn.start, turn.end);
  const at = Math.min(offset, turn.end) - turn.start;
  if (back) {
    const before = stops(inside, granularity).filter((stop) => stop < at).pop();
    if (before !== undefined) return turn.start + before;
    if (index === 0) return turn.start;
    // While extending, the end of the turn before would add nothing but the line break.
    const above = turns[index - 1];
    const last = ends ? stops(text.slice(above.start, above.end), granularity).slice(0, -1).pop() : undefined;
    return last === undefined ? above.end : above.start + last;
  }
  const targets = ends ? ending(inside, granularity) : stops(inside, granularity);
  const after = targets.find((stop) => stop > at);
  if (after !== undefined) return turn.start + after;
  if (index + 1 === turns.length) return turn.end;
  const next = turns[index + 1];
  return next.start + (ends ? (ending(text.slice(next.start, next.end), granularity)[0] ?? 0) : 0);
}

// Where words or sentences end, blanks after them left out.
function ending(text, granularity) {
  const found = [];
  for (const part of segmenter(granularity).segment(text)) {
    if (granularity === "word" && !part.isWordLike) continue;
    found.push(part.index + part.segment.trimEnd().length);
  }
  if (found[found.length - 1] !== text.length) found.push(text.length);
  return found;
}

// The next edge of a word or sentence, for moving one end of a coding or of selected words.
export function moveEnd(doc, coding, which, back, { granularity = "word" } = {}) {
  if (which === "end") {
    let end = step(doc, coding.end, { granularity, back, ends: true });
    if (back) end = coding.start + doc.text.slice(coding.start, end).trimEnd().length;
    return end > coding.start ? { start: coding.start, end } : null;
  }
  const start = step(doc, coding.start, { granularity, back, ends: back });
  return start < coding.end ? { start, end: coding.end } : null;
}

// Where the caret goes by one turn. Backwards to the start of the turn, or of the one before;
// forwards to the next turn, or while extending to the end of the turn, or of the next one.
export function stepTurn(doc, offset, { back = false, ends = false } = {}) {
  const { turns } = doc;
  const index = turnAt(turns, offset);
  const turn = turns[index];
  if (back) return offset > turn.start || index === 0 ? turn.start : turns[index - 1].start;
  if (ends && offset < turn.end) return turn.end;
  const next = turns[index + 1];
  return next ? (ends ? next.end : next.start) : turn.end;
}

// The sentence at a place, without the blank after it; null in a turn without words. Between two
// sentences it is the one that follows.
export function sentenceAt(doc, offset) {
  const turn = doc.turns[turnAt(doc.turns, offset)];
  const text = doc.text.slice(turn.start, turn.end);
  const at = Math.min(offset, turn.end) - turn.start;
  let found = null;
  for (const { index, segment } of segmenter("sentence").segment(text)) {
    const end = index + segment.trimEnd().length;
    if (end > index) found = { start: turn.start + index, end: turn.start + end };
    if (at < end) break;
  }
  return found;
}

export function wholeTurn(turns, offset) {
  const turn = turns[turnAt(turns, offset)];
  return { start: turn.start, end: turn.end };
}

// The question before and everything that is answered to it.
export function questionAndAnswer(turns, offset) {
  const at = turnAt(turns, offset);
  let first = at;
  while (first > 0 && turns[first].role !== "interviewer") first -= 1;
  let last = Math.max(at, first);
  while (last + 1 < turns.length && turns[last + 1].role !== "interviewer") last += 1;
  return { start: turns[first].start, end: turns[last].end };
}

// Whose words a span holds: {persons, others} where others are words of nobody in the study.
export function whose(doc, start, end) {
  const persons = new Set();
  let words = 0;
  let interviewers = 0;
  for (const { turn: index, from, to } of parts(doc.turns, start, end)) {
    const turn = doc.turns[index];
    turn.words ??= wordSpans(doc.text.slice(turn.start, turn.end));
    const count = turn.words.filter(([a]) => from <= a && a < to).length;
    words += count;
    if (count && turn.role === "interviewer") interviewers += count;
    if (count && turn.role !== "interviewer") persons.add(turn.person || turn.speaker);
  }
  return { words, persons: [...persons], interviewerOnly: words > 0 && words === interviewers };
}

// What there is to warn of: "several" persons, "interviewer" only, or nothing.
export function warning(doc, start, end) {
  const { persons, interviewerOnly } = whose(doc, start, end);
  if (interviewerOnly) return "interviewer";
  return persons.length > 1 ? "several" : "";
}

// The lane of each coding: codings that overlap never share one. Longer ones that start earlier
// come first, so that a nested one lies above its frame.
export function lanes(codings) {
  const order = [...codings].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  const ends = [];
  const found = new Map();
  for (const coding of order) {
    let lane = ends.findIndex((end) => end <= coding.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = coding.end;
    found.set(coding.id, lane);
  }
  return found;
}

// Where each coding is the lowest of those that lie there, as spans: [{coding, start, end}].
// These parts get the background; the others show as lines under the words.
export function ground(codings, laneOf) {
  const events = [];
  for (const coding of codings) events.push([coding.start, 1, coding], [coding.end, 0, coding]);
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const open = new Set();
  const spans = [];
  let from = 0;
  for (const [place, opens, coding] of events) {
    if (place > from && open.size) {
      let lowest = null;
      for (const one of open) if (lowest === null || laneOf.get(one.id) < laneOf.get(lowest.id)) lowest = one;
      const last = spans[spans.length - 1];
      if (last && last.coding === lowest && last.end === from) last.end = place;
      else spans.push({ coding: lowest, start: from, end: place });
    }
    from = place;
    if (opens) open.add(coding);
    else open.delete(coding);
  }
  return spans;
}

// The next turn after `from` (or before it) in which a person says something and these codings
// hold nothing: {index, wrapped}, or null where there is none. A turn whose speaker nobody has
// named may be a person's.
export function nextUncoded(doc, from, codings, { back = false } = {}) {
  const { turns, text } = doc;
  const coded = new Set();
  for (const coding of codings) {
    const [first, last] = turnsWithin(turns, coding.start, coding.end);
    for (let index = first; index < last; index += 1) coded.add(index);
  }
  for (let away = 1; away <= turns.length; away += 1) {
    const index = (from + (back ? turns.length - away : away)) % turns.length;
    const turn = turns[index];
    if (coded.has(index) || !["person", "unknown"].includes(turn.role)) continue;
    if (wordSpans(text.slice(turn.start, turn.end)).length) return { index, wrapped: back ? index >= from : index <= from };
  }
  return null;
}

// The coding after the one in hand, or after the caret where none is (or the one before), in the
// order of the text: {coding, at, of, wrapped}; null where there are none.
export function nextCoding(codings, { active = null, caret = 0 }, { back = false } = {}) {
  const order = [...codings].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  if (!order.length) return null;
  const here = order.findIndex(({ id }) => id === active);
  const after = order.findIndex(({ start }) => start >= caret);
  let at = here + (back ? -1 : 1);
  if (here < 0) at = back ? (after < 0 ? order.length : after) - 1 : after < 0 ? order.length : after;
  const wrapped = at < 0 || at >= order.length;
  at = (at + order.length) % order.length;
  return { coding: order[at], at, of: order.length, wrapped };
}
