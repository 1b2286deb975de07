// A property space as a table: headings nested where there are many dimensions, and in each cell
// what it is called, how many stand there, and each of them as a button. Called once for each new
// state of its data, on the same element.
//
// `told` holds the chosen case with a number, since a state that goes back to what it was before
// would be no change to Python, and lost.

const states = new WeakMap()

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".typology")
  let state = states.get(root)
  if (!state) {
    state = { root }
    states.set(root, state)
    root.addEventListener("click", (event) => choose(state, event.target.closest("button[data-case]")))
  }
  state.tell = setStateValue
  state.data = data
  const at = root.getRootNode().activeElement?.dataset?.case
  root.replaceChildren(table(data), ...data.apart.map(apart))
  if (at !== undefined) root.querySelector(`button[data-case="${CSS.escape(at)}"]`)?.focus()
}

function choose(state, button) {
  if (!button) return
  const chosen = button.ariaPressed === "true" ? null : JSON.parse(button.dataset.case)
  state.tell("told", { number: Date.now() + Math.random(), chosen })
}

function element(name, text = "", marks = {}) {
  const made = document.createElement(name)
  if (text) made.textContent = text
  for (const [key, value] of Object.entries(marks)) made.setAttribute(key, value)
  return made
}

function table(data) {
  const made = element("table")
  made.style.minWidth = `${128 * data.depth + 150 * data.cells[0].length}px`
  made.append(element("caption", data.label))
  const head = element("thead")
  data.headings.forEach((line, level) => {
    const row = element("tr")
    if (level === 0) {
      const corner = element("td", data.corner, { rowspan: data.headings.length, colspan: data.depth })
      corner.style.width = `${128 * data.depth}px`
      row.append(corner)
    }
    for (const [text, span] of line) row.append(element("th", text, { scope: "colgroup", colspan: span }))
    head.append(row)
  })
  const body = element("tbody")
  data.rows.forEach((headings, at) => {
    const row = element("tr")
    for (const [text, span] of headings) row.append(element("th", text, { scope: "rowgroup", rowspan: span }))
    for (const cell of data.cells[at]) row.append(drawn(cell))
    body.append(row)
  })
  made.append(head, body)
  return made
}

function drawn(cell) {
  const td = element("td")
  td.className = cell.kind
  if (cell.label) td.append(element("p", cell.label, { class: "label" }))
  const n = element("p", cell.counted, { class: "n" })
  if (cell.small) n.append(element("span", " ◥", { class: "small", title: cell.small }))
  td.append(n)
  if (cell.beside) td.append(element("p", cell.beside))
  if (cell.outside) td.append(element("p", cell.outside, { class: "why" }))
  if (cell.telling) {
    const line = element("p")
    line.append(element("a", cell.telling, { href: cell.href, target: "_self" }))
    td.append(line)
  }
  td.append(chips(cell.cases))
  return td
}

function apart(list) {
  const made = element("section")
  made.append(element("h3", list.title), chips(list.cases))
  return made
}

function chips(cases) {
  const list = element("ul")
  for (const one of cases) {
    const item = element("li")
    const button = element("button", one.label, {
      type: "button", "data-case": JSON.stringify(one.id), "aria-pressed": one.chosen, title: one.title,
    })
    if (one.hand) button.classList.add("hand")
    if (one.differs) button.classList.add("differs")
    item.append(button)
    list.append(item)
  }
  return list
}
