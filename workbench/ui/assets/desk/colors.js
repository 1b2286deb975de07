// One colour per branch of the scheme. A colour comes from the study's own scheme file, so it is
// taken only if it is a plain #rrggbb; anything else gets one of these.

const PALETTE = [
  "#b8478f", "#2e5eaa", "#2a8ca8", "#2f9e6e", "#7f9a1f", "#6b6f7b", "#7a5bc2",
  "#c98200", "#a85f1c", "#c4453b", "#dd7457", "#86823a", "#a8597f",
];

// The colour of every code by id: its own, its nearest ancestor's, or its branch's turn.
export function colorsOf(codes) {
  const byId = new Map(codes.map((code) => [code.id, code]));
  const roots = codes.filter((code) => code.parent === null).map((code) => code.id);
  const found = new Map();
  const color = (code) => {
    if (found.has(code.id)) return found.get(code.id);
    const parent = code.parent === null ? null : byId.get(code.parent);
    const own = /^#[0-9a-f]{6}$/i.test(code.color) ? code.color.toLowerCase() : null;
    const one = own ?? (parent ? color(parent) : PALETTE[Math.max(0, roots.indexOf(code.id)) % PALETTE.length]);
    found.set(code.id, one);
    return one;
  };
  codes.forEach(color);
  return found;
}

// The colour as the theme shows it: on the dark ground a third of the way to white, as in charts.
export function shown(color, dark) {
  if (!dark) return color;
  const lift = (value) => Math.round(value + (255 - value) * 0.32);
  const parts = [1, 3, 5].map((at) => lift(parseInt(color.slice(at, at + 2), 16)));
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

export function isDark(host) {
  const ground = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const match = /^#([0-9a-f]{6})/i.exec(ground);
  if (!match) return matchMedia("(prefers-color-scheme: dark)").matches;
  const [r, g, b] = [0, 2, 4].map((at) => parseInt(match[1].slice(at, at + 2), 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 110;
}
