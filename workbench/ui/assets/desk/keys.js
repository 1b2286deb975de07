// Which key does what. A pure table: the desk gives the event and where it stands, and gets the
// name of a command, or null.
//
// While words are freshly selected (and nothing is coded on them yet) a letter begins the name
// of a code. Otherwise letters are commands; with Alt they are commands at any time.

const LETTERS = {
  s: "sentence", t: "turn", q: "question", o: "otherEnd", k: "palette", i: "invivo", n: "memo", e: "mend", c: "card", u: "suggest",
  b: "affirms", v: "denies", m: "mixed", j: "uncoded", g: "goTo", f: "find", l: "choose",
};
const SHIFTED_LETTERS = { j: "uncodedBack" };
const ENDS = {
  ",": "endBack", ".": "endForward", ";": "startBack", ":": "startForward", "<": "startBack", ">": "startForward",
};
const SIGNS = { "+": "present", "-": "missing", "*": "both", "/": "search", "?": "help", "[": "previous", "]": "next", ...ENDS };
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
    if (key in ENDS) return { name: ENDS[key], far: true };
    return null;
  }
  if (alt && key === "ArrowDown") return { name: "coding" };
  if (alt && key === "ArrowUp") return { name: "coding", back: true };
  const digit = alt ? /^Digit([1-9])$/.exec(event.code ?? "") : null;
  if (digit) return { name: "pin", slot: Number(digit[1]) };
  if (key in MOVES) return alt ? null : { name: "move", to: MOVES[key], far: false, extend: event.shiftKey };
  if (event.shiftKey && key in SHIFTED) return { name: SHIFTED[key] };
  if (key in NAMED) return { name: NAMED[key] };
  if (key in SIGNS) return { name: SIGNS[key] };
  if (/^[1-9]$/.test(key)) return { name: "slot", slot: Number(key) };
  if (fresh && !alt && /^[\p{L}]$/u.test(key)) return { name: "type", text: key };
  if (event.shiftKey && letter in SHIFTED_LETTERS) return { name: SHIFTED_LETTERS[letter] };
  if (letter in LETTERS) return { name: LETTERS[letter] };
  if (!alt && /^[\p{L}]$/u.test(key)) return { name: "type", text: key };
  return null;
}

// The keys as the help shows them: [keys, name of the text].
export const HELP = [
  ["select", [
    ["← →", "help_word"], ["Ctrl ← →", "help_sentence"], ["Ctrl ↑ ↓", "help_by_turn"], ["↑ ↓", "help_line"], ["Home End", "help_edge"],
    ["⇧", "help_extend"], ["O", "help_other_end"], ["S", "help_take_sentence"], ["T", "help_turn"], ["Q", "help_question"],
    [", .", "help_end"], ["; :", "help_start"], ["Ctrl", "help_end_far"], ["Alt", "help_exact"],
  ]],
  ["code", [
    ["1–9", "help_slot"], ["Alt 1–9", "help_pin"], ["↵ K", "help_palette"], ["A–Å", "help_type"], ["⇧ ↵", "help_new"], ["I", "help_invivo"],
    ["+ − *", "help_valence"], ["B V M", "help_stance"], ["N", "help_memo"], ["C", "help_card"], ["Del", "help_remove"],
    ["U", "help_suggest"], ["E", "help_mend"], ["Ctrl Z", "help_undo"], ["Ctrl ⇧ Z", "help_redo"],
  ]],
  ["go", [
    ["J ⇧ J", "help_uncoded"], ["Alt ↓ ↑", "help_coding"], ["G", "help_go_to"], ["F", "help_find"], ["PgUp PgDn", "help_page"],
    ["Ctrl Home End", "help_ends"], ["⇧ PgUp PgDn", "help_interview"], ["[ ]", "help_interview"], ["L", "help_choose"],
    ["/", "help_search"], ["Esc", "help_close"], ["Alt S…", "help_alt"], ["?", "help_help"],
  ]],
];
