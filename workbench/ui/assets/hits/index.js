// The hits of a search. Called once for each new state of its data, on the same element: it draws
// anew only when other hits are shown, so that place and focus stay.
//
// What is chosen belongs to the browser while the same search is shown, so that a tick never waits
// for Python. Python is told as state: `told`, the choice with a number, since a state that goes
// back to what it was before would be no change to it, and lost. `go` asks for a hit's place.

import { draw } from "./draw.js"
import { count, isChosen, withGroup, withHit } from "./model.js"

const states = new WeakMap()

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  const root = parentElement.querySelector(".hits")
  let state = states.get(root)
  if (!state) {
    state = { root, at: 0, last: null }
    states.set(root, state)
    listen(state)
  }
  state.tell = setStateValue
  state.go = setTriggerValue
  if (state.of !== data.of) {
    state.of = data.of
    state.chosen = data.chosen
  }
  state.texts = data.texts
  if (state.version !== data.version) {
    state.version = data.version
    const focused = root.contains(root.getRootNode().activeElement)
    Object.assign(state, draw(data.groups, data.texts))
    state.at = 0
    state.last = null
    root.replaceChildren(state.table)
    if (focused) state.lines[0]?.box.focus()
  }
  show(state)
}

/** Bring ticks, counts and the place of the keyboard in line with the state. */
function show(state) {
  for (const { key, n, all, chosen } of state.heads) {
    const now = count(state.chosen, key, n)
    all.checked = now === n
    all.indeterminate = now > 0 && now < n
    chosen.textContent = now ? state.texts.chosen.replace("{n}", now) : ""
  }
  state.lines.forEach(({ line, box, place, id, group }, number) => {
    box.checked = isChosen(state.chosen, group, id)
    line.classList.toggle("on", box.checked)
    box.tabIndex = place.tabIndex = number === state.at ? 0 : -1
  })
}

function choose(state, chosen) {
  state.chosen = chosen
  show(state)
  state.tell("told", { number: Date.now() + Math.random(), of: state.of, chosen })
}

/** Tick one hit, or with Shift all from the one that was ticked last. */
function tick(state, number, on, range) {
  const from = range && state.last !== null ? state.last : number
  let chosen = state.chosen
  for (let at = Math.min(from, number); at <= Math.max(from, number); at += 1) {
    chosen = withHit(chosen, state.lines[at].group, state.lines[at].id, on)
  }
  state.last = number
  state.at = number
  choose(state, chosen)
}

function numberOf(event) {
  const line = event.target.closest?.("tr.hit")
  return line ? Number(line.dataset.number) : null
}

function listen(state) {
  const { root } = state
  root.addEventListener("click", (event) => {
    const number = numberOf(event)
    const group = event.target.dataset?.group
    if (group !== undefined) {
      choose(state, withGroup(state.chosen, group, event.target.checked))
    } else if (number !== null && event.target === state.lines[number].box) {
      tick(state, number, event.target.checked, event.shiftKey)
    } else if (event.target.tagName === "A" && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      // The link itself, in a new tab for one, opens another session; here the session goes on.
      event.preventDefault()
      state.go("go", state.lines[number].id)
    }
  })
  root.addEventListener("focusin", (event) => {
    const number = numberOf(event)
    if (number === null || number === state.at) return
    state.at = number
    show(state)
  })
  root.addEventListener("keydown", (event) => {
    const number = numberOf(event)
    if (number === null || event.altKey || event.ctrlKey || event.metaKey) return
    const onBox = event.target === state.lines[number].box
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -number, End: state.lines.length }[event.key]
    if (step !== undefined) {
      const next = Math.max(0, Math.min(state.lines.length - 1, number + step))
      state.lines[next][onBox ? "box" : "place"].focus()
    } else if (event.key === "Enter" && onBox) {
      state.go("go", state.lines[number].id)
    } else return
    event.preventDefault()
    event.stopPropagation()
  })
}
