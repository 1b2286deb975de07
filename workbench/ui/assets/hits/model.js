// Which hits are chosen, as plain data: of each group all but some, or none but some. So a group
// of thousands, of which one page is shown, is chosen in a few bytes.

/** Whether a hit of the group is chosen. */
export function isChosen(chosen, group, id) {
  const of = chosen[group]
  return of ? of.all !== of.but.includes(id) : false
}

/** How many of the group's n hits are chosen. */
export function count(chosen, group, n) {
  const of = chosen[group]
  if (!of) return 0
  return of.all ? n - of.but.length : of.but.length
}

/** What is chosen once this hit is, or is not. */
export function withHit(chosen, group, id, on) {
  const of = chosen[group] ?? { all: false, but: [] }
  const but = of.but.filter((one) => one !== id)
  if (on !== of.all) but.push(id)
  return { ...chosen, [group]: { all: of.all, but } }
}

/** What is chosen once all hits of the group are, or none. */
export function withGroup(chosen, group, on) {
  return { ...chosen, [group]: { all: on, but: [] } }
}
