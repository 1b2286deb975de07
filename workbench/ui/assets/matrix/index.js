// The framework matrix. Called once for each new state of its data, on the same element: it draws
// anew only when rows or columns are others, so that place and what is being written stay.
//
// What is written is kept by the browser until Python's data shows it: `told` holds every text that
// is not stored yet, with the chosen cell and a number, since a state that goes back to what it was
// before would be no change to Python, and lost.

import { draw } from "./draw.js"

const states = new WeakMap()
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".matrix")
  let state = states.get(root)
  if (!state) {
    state = { root, unsaved: new Map(), chosen: data.chosen }
    states.set(root, state)
    listen(state)
  }
  state.tell = setStateValue
  state.data = data
  if (state.shape !== data.shape) {
    state.shape = data.shape
    state.unsaved = remembered(data)
    Object.assign(state, draw(data))
    root.replaceChildren(state.table)
    state.chosen = data.chosen
    if (state.unsaved.size) tell(state)
  }
  show(state)
}

const keyOf = (state, row, column) =>
  JSON.stringify([state.data.rows[row].id, state.data.columns[column].id])

const place = (data, key) => `${data.memory}|${data.by}|${key}`

/** Texts that an earlier session wrote and could not store. */
function remembered(data) {
  const found = new Map()
  for (const { id } of data.rows) {
    for (const column of data.columns) {
      const key = JSON.stringify([id, column.id])
      const kept = localStorage.getItem(place(data, key))
      if (kept !== null) found.set(key, kept)
    }
  }
  return found
}

/** Bring texts, counts and the chosen cell in line with the data; what is unsaved stays. */
function show(state) {
  const { data, cells, unsaved } = state
  cells.forEach((line, row) => line.forEach((cell, column) => {
    const key = keyOf(state, row, column)
    const said = data.cells[row][column]
    if (unsaved.has(key) && unsaved.get(key).trim() === said.text) {
      unsaved.delete(key)
      localStorage.removeItem(place(data, key))
    }
    const text = unsaved.get(key) ?? said.text
    const writing = cell.area.getRootNode().activeElement === cell.area
    if (!writing && cell.area.value !== text) cell.area.value = text
    cell.others.replaceChildren(...said.others.map(([words, coder]) => {
      const made = document.createElement("p")
      const name = document.createElement("span")
      name.textContent = coder
      made.append(words, " ", name)
      return made
    }))
    cell.count.textContent = [said.sign, said.counted].filter(Boolean).join(" ")
    cell.count.title = said.meaning
    cell.td.classList.toggle("unsaved", unsaved.has(key))
    cell.td.classList.toggle("empty", said.usable === 0)
    cell.td.classList.toggle("chosen", key === JSON.stringify(state.chosen))
  }))
  state.root.dataset.unsaved = unsaved.size
}

function tell(state) {
  const saves = [...state.unsaved].map(([key, text]) => [...JSON.parse(key), text])
  state.tell("told", { number: Date.now() + Math.random(), chosen: state.chosen, saves })
}

function at(event) {
  const td = event.target.closest?.("[data-row]")
  return td ? [Number(td.dataset.row), Number(td.dataset.column)] : null
}

function choose(state, row, column) {
  const chosen = JSON.parse(keyOf(state, row, column))
  if (JSON.stringify(chosen) === JSON.stringify(state.chosen)) return
  state.chosen = chosen
  show(state)
  tell(state)
}

/** Remember what is written at once, here and for another session; store it on leaving. */
function write(state, row, column, text) {
  const key = keyOf(state, row, column)
  state.unsaved.set(key, text)
  localStorage.setItem(place(state.data, key), text)
}

function listen(state) {
  const { root } = state
  root.addEventListener("input", (event) => {
    const here = at(event)
    if (here) write(state, ...here, event.target.value)
  })
  root.addEventListener("focusin", (event) => {
    const here = at(event)
    if (here) choose(state, ...here)
  })
  root.addEventListener("focusout", () => {
    if (state.unsaved.size) tell(state)
    show(state)
  })
  root.addEventListener("click", (event) => {
    const here = at(event)
    if (here && event.target.closest(".count")) state.cells[here[0]][here[1]].area.focus()
  })
  root.addEventListener("keydown", (event) => {
    const here = at(event)
    const step = ARROWS[event.key]
    if (!here || !step || event.altKey || event.metaKey || event.shiftKey) return
    const { selectionStart, selectionEnd, value } = event.target
    const forwards = step[0] + step[1] > 0
    const edge = selectionStart === selectionEnd && selectionStart === (forwards ? value.length : 0)
    if (!event.ctrlKey && !edge) return
    const next = state.cells[here[0] + step[0]]?.[here[1] + step[1]]
    if (!next) return
    event.preventDefault()
    next.area.focus()
    next.area.setSelectionRange(next.area.value.length, next.area.value.length)
  })
}
