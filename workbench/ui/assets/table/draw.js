// Drawing: data in, DOM out. Every text is set as textContent; nothing is built from strings.

const element = (name, className, text) => {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

const hidden = (text) => element("span", "said", text)

/** The two rows of the header: headings over columns, then each column's own label. */
function header(table) {
  const { texts, columns, headings } = table
  const head = element("thead")
  const upper = element("tr")
  const lower = element("tr")
  const corner = element("th", "corner")
  corner.scope = "col"
  corner.rowSpan = 2
  corner.append(hidden(texts.rows))
  const tools = element("span", "tools")
  if (table.rows.some((row) => row.branch)) {
    for (const name of ["open_all", "close_all"]) {
      const button = element("button", "tool", texts[name])
      button.type = "button"
      button.tabIndex = -1
      button.dataset.tool = name
      tools.append(button)
    }
  }
  corner.append(tools)
  upper.append(corner)
  for (const heading of headings) {
    const cell = element("th", heading.span > 1 ? "heading over" : "heading", heading.label)
    if (heading.uncoded) cell.classList.add("uncoded")
    cell.scope = heading.span > 1 ? "colgroup" : "col"
    cell.colSpan = heading.span
    upper.append(cell)
  }
  for (const column of columns) {
    const cell = element("th", "leaf")
    cell.scope = "col"
    // Where one code heads the whole table, its number in each column opens like a cell.
    const label = element(table.head ? "button" : "span", "label", column.label)
    if (table.head) {
      label.type = "button"
      label.dataset.head = column.id
    }
    if (!column.label) label.append(hidden(column.name))
    if (column.small) {
      const mark = element("span", "mark")
      mark.title = texts.small_column
      mark.append(hidden(`, ${texts.small_column}`))
      label.append(mark)
    }
    cell.append(label)
    if (column.done) cell.append(element("span", "done", column.done))
    if (column.uncoded) {
      cell.classList.add("uncoded")
      cell.append(hidden(texts.uncoded))
    }
    if (column.merged) cell.classList.add("merged")
    lower.append(cell)
  }
  head.append(upper, lower)
  return head
}

function rowHeading(row) {
  const cell = element("th", "name")
  cell.scope = "row"
  cell.style.setProperty("--level", row.level)
  if (row.color) cell.append(element("span", "dot"))
  if (row.branch) {
    const arrow = element("span", "arrow")
    arrow.setAttribute("aria-hidden", "true")
    cell.append(arrow)
    cell.setAttribute("aria-expanded", "false")
  }
  cell.append(element("span", "text", row.label))
  cell.title = row.label
  return cell
}

function bodyCell(cell, column, texts) {
  const made = element("td", "cell")
  if (column.merged) made.classList.add("merged")
  if (column.uncoded) made.classList.add("uncoded")
  if (!cell) return made
  if (cell.kind !== "count") {
    made.classList.add(cell.kind.replace("_", "-"))
    made.textContent = cell.text
    return made
  }
  if (cell.before) made.append(cell.before)
  made.append(element("b", cell.zero ? "zero" : "", cell.n), element("i", "", cell.after))
  if (cell.beside) made.append(" ", element("em", "", cell.beside))
  if (cell.shade) {
    made.classList.add("shaded")
    made.style.setProperty("--shade", `${cell.shade}%`)
  }
  if (cell.small) {
    made.classList.add("small")
    made.append(hidden(`, ${texts.small_cell}`))
  }
  return made
}

/** The whole table; returns it with its rows and cells by index, for the state to work on. */
export function draw(table) {
  const grid = element("table")
  grid.setAttribute("role", "grid")
  grid.setAttribute("aria-label", table.texts.label)
  const body = element("tbody")
  const rows = table.rows.map((row, index) => {
    const line = element("tr", row.level === 0 ? "top" : "under")
    if (row.direct) line.classList.add("direct")
    if (row.branch) line.classList.add("branch")
    if (row.mark) line.classList.add("marks")
    if (row.color && CSS.supports("color", row.color)) line.style.setProperty("--branch", row.color)
    const heading = rowHeading(row)
    const cells = table.columns.map((column, at) =>
      bodyCell(table.cells[index][at], column, table.texts))
    const all = [heading, ...cells]
    all.forEach((cell, at) => {
      cell.tabIndex = -1
      cell.dataset.row = index
      cell.dataset.column = at - 1
    })
    line.append(...all)
    return { line, all }
  })
  body.append(...rows.map((row) => row.line))
  grid.append(header(table), body)
  return { grid, rows }
}
