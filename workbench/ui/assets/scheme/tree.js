// The tree of codes: choose one, move one by dragging or with the keyboard.
//
// A drop tells Python which code goes where and draws nothing itself: the tree that is shown is
// always the one that is stored. Arrow keys walk, Enter chooses, Alt with an arrow moves.

const states = new WeakMap()

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const list = parentElement.querySelector("[role=tree]")
  let state = states.get(list)
  if (!state) {
    state = { closed: new Set(), at: null, drag: null }
    states.set(list, state)
    listen(list, state)
  }
  // A run that changes nothing here must not take the line away that is being dragged.
  const told = JSON.stringify(data)
  state.send = setTriggerValue
  if (told === state.told) return
  state.told = told
  state.busy = 0
  Object.assign(state, { rows: data.rows, chosen: data.chosen })
  if (!data.open && !state.begun) {
    state.begun = true
    const parents = new Set(data.rows.map((row) => row.parent))
    for (const row of data.rows) if (parents.has(row.id)) state.closed.add(row.id)
  }
  if (data.open) {
    state.closed.clear()
    state.begun = false
  }
  if (data.chosen !== state.opened) {
    state.opened = data.chosen
    state.at = data.chosen
    for (const id of above(state, data.chosen)) state.closed.delete(id)
  }
  list.setAttribute("aria-label", data.words.tree)
  draw(list, state)
}

function above(state, id) {
  const by = new Map(state.rows.map((row) => [row.id, row]))
  const found = []
  for (let row = by.get(by.get(id)?.parent); row; row = by.get(row.parent)) found.push(row.id)
  return found
}

function visible(state) {
  return state.rows.filter((row) => !above(state, row.id).some((id) => state.closed.has(id)))
}

function draw(list, state) {
  const held = list.contains(list.getRootNode().activeElement)
  const parents = new Set(state.rows.map((row) => row.parent))
  const rows = visible(state)
  if (!rows.some((row) => row.id === state.at)) state.at = rows[0]?.id ?? null
  list.replaceChildren(...rows.map((row) => item(state, row, parents.has(row.id))))
  if (held) focus(list, state)
}

function item(state, row, parent) {
  const line = document.createElement("div")
  line.setAttribute("role", "treeitem")
  line.setAttribute("aria-level", row.depth + 1)
  line.setAttribute("aria-selected", row.id === state.chosen)
  if (parent) line.setAttribute("aria-expanded", !state.closed.has(row.id))
  line.setAttribute("aria-label", row.said)
  line.dataset.id = row.id
  line.tabIndex = row.id === state.at ? 0 : -1
  line.draggable = true
  line.style.setProperty("--depth", row.depth)
  line.className = [row.retired ? "retired" : "", row.faint ? "faint" : ""].join(" ").trim()
  const fold = document.createElement("i")
  fold.className = "fold"
  fold.textContent = parent ? (state.closed.has(row.id) ? "▸" : "▾") : ""
  const dot = document.createElement("i")
  dot.className = "dot"
  dot.style.background = row.color
  const name = document.createElement("span")
  name.className = "name"
  name.textContent = row.name
  const n = document.createElement("span")
  n.className = "n"
  n.textContent = row.n
  line.append(fold, dot, name, n)
  return line
}

function focus(list, state) {
  list.querySelector(`[data-id="${state.at}"]`)?.focus()
}

function fold(list, state, id) {
  if (state.closed.has(id)) state.closed.delete(id)
  else state.closed.add(id)
  draw(list, state)
}

// One move at a time: the next one must stand on what the last has made of the tree, and a newer
// trigger would take the place of one that has not been heard yet.
function move(state, id, where, to) {
  if (Date.now() - state.busy < 3000) return
  state.busy = Date.now()
  state.send("moved", { id, where, to, uuid: crypto.randomUUID() })
}

function listen(list, state) {
  const of = (event) => event.target.closest("[role=treeitem]")
  list.addEventListener("click", (event) => {
    const line = of(event)
    if (!line) return
    const id = Number(line.dataset.id)
    state.at = id
    if (event.target.className === "fold" && line.hasAttribute("aria-expanded")) fold(list, state, id)
    else state.send("chosen", id)
  })
  list.addEventListener("keydown", (event) => key(event, list, state))
  list.addEventListener("dragstart", (event) => {
    state.drag = Number(of(event)?.dataset.id)
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", String(state.drag))
  })
  list.addEventListener("dragover", (event) => {
    const place = placeOf(event, state)
    mark(list, place)
    if (place) event.preventDefault()
  })
  list.addEventListener("drop", (event) => {
    const place = placeOf(event, state)
    mark(list, null)
    if (!place) return
    event.preventDefault()
    move(state, state.drag, place.where, place.to)
  })
  list.addEventListener("dragend", () => { mark(list, null); state.drag = null })
}

// Where a code would go: before or after the line at its edges, under it in the middle.
function placeOf(event, state) {
  const line = event.target.closest("[role=treeitem]")
  if (!line || !state.drag) return null
  const to = Number(line.dataset.id)
  if (to === state.drag || above(state, to).includes(state.drag)) return null
  const box = line.getBoundingClientRect()
  const share = (event.clientY - box.top) / box.height
  return { line, to, where: share < 0.28 ? "before" : share > 0.72 ? "after" : "under" }
}

function mark(list, place) {
  for (const line of list.querySelectorAll("[data-drop]")) delete line.dataset.drop
  if (place) place.line.dataset.drop = place.where
}

function key(event, list, state) {
  const rows = visible(state)
  const at = rows.findIndex((row) => row.id === state.at)
  const row = rows[at]
  if (!row || event.ctrlKey || event.metaKey) return
  const known = event.altKey ? moving(event.key, state, row) : walking(event.key, list, state, rows, at)
  if (known) {
    event.preventDefault()
    event.stopPropagation()
  }
}

function walking(key, list, state, rows, at) {
  const row = rows[at]
  const parent = state.rows.some((one) => one.parent === row.id)
  const go = (to) => {
    if (to) state.at = to.id
    draw(list, state)
    focus(list, state)
    return true
  }
  if (key === "ArrowDown") return go(rows[at + 1])
  if (key === "ArrowUp") return go(rows[at - 1])
  if (key === "Home") return go(rows[0])
  if (key === "End") return go(rows.at(-1))
  if (key === "ArrowRight" && parent && state.closed.has(row.id)) return fold(list, state, row.id) ?? true
  if (key === "ArrowRight") return go(parent ? rows[at + 1] : row)
  if (key === "ArrowLeft" && parent && !state.closed.has(row.id)) return fold(list, state, row.id) ?? true
  if (key === "ArrowLeft") return go(rows.find((one) => one.id === row.parent))
  if (key === "Enter" || key === " ") {
    state.send("chosen", row.id)
    return true
  }
  return false
}

// Alt with an arrow: up and down among its siblings, right under the one above, left out again.
function moving(key, state, row) {
  const siblings = state.rows.filter((one) => one.parent === row.parent)
  const at = siblings.indexOf(row)
  if (key === "ArrowUp" && at > 0) return move(state, row.id, "before", siblings[at - 1].id) ?? true
  if (key === "ArrowDown" && at < siblings.length - 1) return move(state, row.id, "after", siblings[at + 1].id) ?? true
  if (key === "ArrowRight" && at > 0) return move(state, row.id, "under", siblings[at - 1].id) ?? true
  if (key === "ArrowLeft" && row.parent !== null) return move(state, row.id, "after", row.parent) ?? true
  return key.startsWith("Arrow")
}
