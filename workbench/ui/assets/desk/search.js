// Finding codes by parts of their names: every part of what is typed has to be found.

// What is typed and what is searched, compared without case. Æ, ø and å stay themselves.
function plain(text) {
  return text.normalize("NFC").toLocaleLowerCase("nb");
}

// [{code, hits: [[from, to]], score}] best first; hits are places in the code's name.
export function find(codes, query, { path, recent = [] } = {}) {
  const terms = plain(query).split(/\s+/).filter(Boolean);
  const found = [];
  for (const [order, code] of codes.entries()) {
    if (code.retired) continue;
    const match = matched(code, terms, path);
    if (!match) continue;
    const used = recent.indexOf(code.id);
    found.push({ code, hits: match.hits, score: match.score - (used < 0 ? 0 : 2 - used / 50), order });
  }
  return found.sort((a, b) => a.score - b.score || a.order - b.order);
}

function matched(code, terms, path) {
  const name = plain(code.name);
  const whole = plain(`${path ? path(code).join(" ") : ""} ${code.key}`);
  const hits = [];
  let score = 0;
  for (const term of terms) {
    const at = best(name, term);
    if (at >= 0) {
      hits.push([at, at + term.length]);
      score += at === 0 ? 0 : isStart(name, at) ? 1 : 3;
    } else if (whole.includes(term)) score += 6;
    else {
      const scattered = letters(name, term);
      if (!scattered) return null;
      hits.push(...scattered);
      score += 10 + scattered.length;
    }
  }
  return { hits: hits.sort((a, b) => a[0] - b[0]), score: score + name.length / 200 };
}

// The first place where the term starts a word, else its first place.
function best(name, term) {
  let at = name.indexOf(term);
  const first = at;
  while (at >= 0) {
    if (isStart(name, at)) return at;
    at = name.indexOf(term, at + 1);
  }
  return first;
}

function isStart(name, at) {
  return at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1]);
}

// The term's letters one after another, each at the start of a word or right after the last one:
// "opve" finds "Opplæring og veiledning".
function letters(name, term) {
  if (term.length < 2) return null;
  const spans = [];
  let at = -1;
  for (const letter of term) {
    let next = at + 1;
    if (at < 0 || name[next] !== letter) {
      next = at + 1;
      while (next < name.length && !(name[next] === letter && isStart(name, next))) next += 1;
    }
    if (next >= name.length || name[next] !== letter) return null;
    if (spans.length && spans[spans.length - 1][1] === next) spans[spans.length - 1][1] += 1;
    else spans.push([next, next + 1]);
    at = next;
  }
  return spans;
}
