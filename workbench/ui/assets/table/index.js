// The cross-tab. Called once for each new state of its data, on the same element: it draws anew
// only when the table itself is another one, so that place, focus and open branches stay.
//
// It tells Python one thing, as state: `told`, the open branches and the chosen cell together,
// with a number. The number makes every message another value: a state that goes back to what
// it was before would be no change to Python, and lost.

import { draw } from "./draw.js"
import { nextPlace, placeThatShows, toggled, visibleRows } from "./model.js"

const states = new WeakMap()

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".crosstab")
  let state = states.get(root)
  if (!state) {
    state = { root, place: { row: 0, column: -1 }, open: new Set(), selected: null }
    states.set(root, state)
    listen(state)
  }
  state.tell = setStateValue
  if (state.version !== data.version) {
    state.table = data.table
    root.dataset.look = data.table.look ?? ""
    const { grid, rows } = draw(data.table)
    state.rows = rows
    const { scrollLeft, scrollTop } = root
    const focused = root.contains(root.getRootNode().activeElement)
    root.replaceChildren(grid)
    root.scrollTo(scrollLeft, scrollTop)
    state.version = data.version
    adopt(state, data)
    if (focused) focus(state)
  } else {
    adopt(state, data)
  }
  root.dataset.version = data.version
}

/** Take what Python says of open branches and the chosen cell, unless it only echoes. */
function adopt(state, data) {
  const said = JSON.stringify([data.open, data.selected])
  if (state.said !== said) {
    state.said = said
    if (!state.waiting || state.waiting === said) {
      state.open = new Set(data.open)
      state.selected = data.selected
      const at = indexOf(state, data.selected)
      if (at) state.place = at
    }
  }
  if (state.waiting === said) state.waiting = null
  show(state)
}

function indexOf(state, selected) {
  if (!selected) return null
  const row = state.table.rows.findIndex(({ id }) => id === selected[0])
  const column = state.table.columns.findIndex(({ id }) => id === selected[1])
  return row < 0 || column < 0 ? null : { row, column }
}

/** Bring the drawn table in line with open branches, chosen cell and the place of the keyboard. */
function show(state) {
  const { table, rows } = state
  state.visible = visibleRows(table.rows, state.open)
  const shown = new Set(state.visible)
  const chosen = indexOf(state, state.selected)
  state.place = placeThatShows(state.place, table.rows, state.visible)
  state.place.column = Math.min(state.place.column, table.columns.length - 1)
  rows.forEach(({ line, all }, row) => {
    line.hidden = !shown.has(row)
    if (table.rows[row].branch) {
      const isOpen = state.open.has(table.rows[row].id)
      line.classList.toggle("open", isOpen)
      all[0].setAttribute("aria-expanded", String(isOpen))
    }
    all.forEach((cell, at) => {
      const isChosen = chosen !== null && chosen.row === row && chosen.column === at - 1
      cell.tabIndex = row === state.place.row && at - 1 === state.place.column ? 0 : -1
      cell.classList.toggle("chosen", isChosen)
      if (at > 0) cell.setAttribute("aria-selected", String(isChosen))
    })
  })
}

function focus(state) {
  const row = state.rows[state.place.row]
  if (row) row.all[state.place.column + 1].focus({ preventScroll: false })
}

/** Say how it is now. Until Python has answered with it, older answers do not undo it. */
function tell(state) {
  const open = state.table.rows.filter(({ id }) => state.open.has(id)).map(({ id }) => id)
  state.waiting = JSON.stringify([open, state.selected])
  state.tell("told", { number: Date.now() + Math.random(), open, cell: state.selected })
}

function open(state, row) {
  const { id, branch } = state.table.rows[row]
  if (!branch) return
  state.open = toggled(state.open, id)
  show(state)
  tell(state)
}

function choose(state, place) {
  const cell = state.table.cells[place.row][place.column]
  if (!cell) return
  const row = state.table.rows[place.row].id
  const column = state.table.columns[place.column].id
  state.selected = [row, column]
  show(state)
  tell(state)
}

function act(state, place) {
  if (place.column < 0) open(state, place.row)
  else choose(state, place)
}

function placeOf(event) {
  const cell = event.target.closest?.("[data-row]")
  return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : null
}

function listen(state) {
  const { root } = state
  root.addEventListener("click", (event) => {
    const tool = event.target.closest?.("[data-tool]")
    if (tool) {
      const branches = state.table.rows.filter(({ branch }) => branch).map(({ id }) => id)
      state.open = new Set(tool.dataset.tool === "open_all" ? branches : [])
      show(state)
      tell(state)
      return
    }
    const head = event.target.closest?.("[data-head]")
    if (head) {
      state.selected = [state.table.head, head.dataset.head]
      show(state)
      tell(state)
      return
    }
    const place = placeOf(event)
    if (!place) return
    state.place = place
    act(state, place)
    focus(state)
  })
  root.addEventListener("focusin", (event) => {
    const place = placeOf(event)
    if (!place) return
    state.place = place
    show(state)
  })
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return
    const place = placeOf(event)
    if (!place) return
    if (event.key === "Enter" || event.key === " ") act(state, place)
    else if (event.key === "Escape" && state.selected) {
      state.selected = null
      show(state)
      tell(state)
    } else {
      const next = nextPlace(place, event.key, {
        ctrl: event.ctrlKey,
        visible: state.visible,
        columns: state.table.columns.length,
      })
      if (!next) return
      state.place = next
      show(state)
      focus(state)
    }
    event.preventDefault()
    event.stopPropagation()
  })
}
