// Which key does what. A pure table: the desk gives the event and where it stands, and gets the
// name of a command, or null.
//
// While words are freshly selected (and nothing is coded on them yet) a letter begins the name
// of a code. Otherwise letters are commands; with Alt they are commands at any time.

const LETTERS = { t: "turn", q: "question", j: "uncoded", k: "palette", i: "invivo", n: "memo", e: "mend", b: "affirms", v: "denies", m: "mixed" };
const SIGNS = {
  "+": "present", "-": "missing", "*": "both", "/": "search", "?": "help", "[": "previous", "]": "next",
  ",": "endBack", ".": "endForward", ";": "startBack", ":": "startForward", "<": "startBack", ">": "startForward",
};
const NAMED = {
  Escape: "close", Enter: "palette", Delete: "remove", Backspace: "remove", PageUp: "pageUp", PageDown: "pageDown",
};
// On a Norwegian keyboard the square brackets take AltGr; interviews are changed with Shift too.
const SHIFTED = { Enter: "newCode", PageUp: "previous", PageDown: "next" };
const MOVES = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", Home: "home", End: "last" };

export function command(event, { fresh = false } = {}) {
  const { key, altKey: alt } = event;
  const control = (event.ctrlKey || event.metaKey) && !event.getModifierState?.("AltGraph");
  const letter = alt && /^Key[A-Z]$/.test(event.code ?? "") ? event.code[3].toLowerCase() : key.length === 1 ? key.toLowerCase() : "";
  if (control && !alt) {
    if (letter === "z") return { name: event.shiftKey ? "redo" : "undo" };
    if (letter === "y") return { name: "redo" };
    if (key in MOVES) return { name: "move", to: MOVES[key], far: true, extend: event.shiftKey };
    return null;
  }
  if (key in MOVES) return alt ? null : { name: "move", to: MOVES[key], far: false, extend: event.shiftKey };
  if (event.shiftKey && key in SHIFTED) return { name: SHIFTED[key] };
  if (key in NAMED) return { name: NAMED[key] };
  if (key in SIGNS) return { name: SIGNS[key] };
  if (/^[1-9]$/.test(key)) return { name: "slot", slot: Number(key) };
  if (fresh && !alt && /^[\p{L}]$/u.test(key)) return { name: "type", text: key };
  if (letter in LETTERS) return { name: LETTERS[letter] };
  if (!alt && /^[\p{L}]$/u.test(key)) return { name: "type", text: key };
  return null;
}

// The keys as the help shows them: [keys, name of the text].
export const HELP = [
  ["select", [
    ["← →", "help_word"], ["Ctrl ← →", "help_sentence"], ["↑ ↓", "help_line"], ["⇧", "help_extend"],
    ["T", "help_turn"], ["Q", "help_question"], ["Alt", "help_exact"],
  ]],
  ["code", [
    ["A–Å", "help_type"], ["↵ K", "help_palette"], ["1–9", "help_slot"], ["Alt 1–9", "help_bind"], ["⇧ ↵", "help_new"], ["I", "help_invivo"],
    ["+ − *", "help_valence"], ["B V M", "help_stance"], ["N", "help_memo"],
    [", .", "help_end"], ["; :", "help_start"], ["Del", "help_remove"],
    ["E", "help_mend"], ["Ctrl Z", "help_undo"], ["Ctrl ⇧ Z", "help_redo"],
  ]],
  ["go", [
    ["J", "help_uncoded"], ["PgUp PgDn", "help_page"], ["⇧ PgUp ⇧ PgDn", "help_interview"], ["[ ]", "help_interview"], ["/", "help_search"],
    ["Esc", "help_close"], ["Alt T…", "help_alt"], ["?", "help_help"],
  ]],
];
