// The live state of the cross-tab as plain functions: which rows show, where a key leads.
// Rows are numbered in the table's own order; -1 is the header row, column -1 the row's heading.

/** The indices of the rows that show: a row shows when every branch above it is open. */
export function visibleRows(rows, open) {
  const shown = new Set()
  const result = []
  rows.forEach((row, index) => {
    if (row.parent && !(shown.has(row.parent) && open.has(row.parent))) return
    shown.add(row.id)
    result.push(index)
  })
  return result
}

/** Where an arrow, Home, End or page key leads from a place; null for every other key. */
export function nextPlace(place, key, { ctrl = false, visible, columns, page = 10 }) {
  const at = visible.indexOf(place.row)
  const last = visible.length - 1
  const row = (index) => visible[Math.max(0, Math.min(last, index))]
  const column = (index) => Math.max(-1, Math.min(columns - 1, index))
  switch (key) {
    case "ArrowLeft": return { row: place.row, column: column(place.column - 1) }
    case "ArrowRight": return { row: place.row, column: column(place.column + 1) }
    case "ArrowUp": return { row: row(at - 1), column: place.column }
    case "ArrowDown": return { row: row(at + 1), column: place.column }
    case "PageUp": return { row: row(at - page), column: place.column }
    case "PageDown": return { row: row(at + page), column: place.column }
    case "Home": return { row: ctrl ? visible[0] : place.row, column: -1 }
    case "End": return { row: ctrl ? visible[last] : place.row, column: columns - 1 }
    default: return null
  }
}

/** The open branches after this one was opened or closed. */
export function toggled(open, id) {
  const result = new Set(open)
  if (!result.delete(id)) result.add(id)
  return result
}

/** A place that shows: the nearest row upwards when the place's own row was closed away. */
export function placeThatShows(place, rows, visible) {
  if (!visible.length) return { row: -1, column: -1 }
  let row = Math.min(place.row, rows.length - 1)
  while (row > 0 && !visible.includes(row)) row -= 1
  return { row: Math.max(row, 0), column: place.column }
}
