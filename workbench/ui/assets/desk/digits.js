// Which code each digit stands for. Pinned codes keep their digits; codes used lately take those
// that are left, and only the one that has not been used for longest makes room for a new one, so
// that no digit changes under the hand. Pure functions on plain records.

export const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

// What is pinned, {digit: code}, with what waits to be stored done to it.
export function pinned(stored, actions) {
  const pins = { ...stored };
  for (const { kind, code, digit } of actions) {
    if (kind !== "pin") continue;
    for (const at of DIGITS) if (pins[at] === code) delete pins[at];
    if (digit !== null) pins[digit] = code;
  }
  return pins;
}

// The digits in use: [{digit, code, pinned}]; `known` says whether a code can be used.
export function digits(pins, slots, known = () => true) {
  const held = new Set(Object.values(pins));
  return DIGITS.map((digit) => {
    const pin = pins[digit] !== undefined && known(pins[digit]);
    const code = pin ? pins[digit] : slots[digit];
    return { digit, code, pinned: pin };
  }).filter(({ code, pinned: pin }) => code !== undefined && (pin || (!held.has(code) && known(code))));
}

// The slots after a code was used; `recent` are codes, the one used last first.
export function afterUse(pins, slots, recent, code, known = () => true) {
  const taken = digits(pins, slots, known);
  if (taken.some((one) => one.code === code)) return slots;
  const free = DIGITS.find((digit) => !taken.some((one) => one.digit === digit));
  const age = (one) => (recent.includes(one.code) ? recent.indexOf(one.code) : recent.length);
  const [oldest] = taken.filter((one) => !one.pinned).sort((a, b) => age(b) - age(a) || a.digit - b.digit);
  const digit = free ?? oldest?.digit;
  return digit === undefined ? slots : { ...slots, [digit]: code };
}
