// Finding a place in the interview: the turn with a number, and words in the text.

// The index of the turn with this number: {index}, or what there is to choose from: {first, last}.
export function turnNumbered(turns, typed) {
  const number = /^\s*\d+\s*$/.test(typed) ? Number(typed) : null;
  const index = turns.findIndex((turn) => turn.number === number);
  return index >= 0 ? { index } : { first: turns[0]?.number ?? 0, last: turns[turns.length - 1]?.number ?? 0 };
}

// Where what is typed stands in the text, whatever its case: [[start, end]]. A blank stands for
// any blank; æ, ø and å stay themselves.
export function occurrences(text, typed) {
  const query = typed.normalize("NFC").trim();
  if (!query) return [];
  const pattern = query.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
  return [...text.matchAll(new RegExp(pattern, "giu"))].map((match) => [match.index, match.index + match[0].length]);
}

// The hit that begins at a place or after it, else the first: its index, -1 without hits.
export function hitFrom(hits, place) {
  const at = hits.findIndex(([start]) => start >= place);
  return at >= 0 ? at : hits.length ? 0 : -1;
}
