// Drawing: data in, DOM out. Every text is set as textContent; nothing is built from strings.

const element = (name, className, text) => {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

/** The empty matrix; returns it with its cells by row and column, for the state to fill. */
export function draw(data) {
  const table = element("table")
  table.setAttribute("aria-label", data.texts.label)
  const head = element("tr")
  const corner = element("th", "corner", data.texts.rows)
  corner.scope = "col"
  head.append(corner)
  for (const column of data.columns) {
    const made = element("th", "", column.label)
    made.scope = "col"
    if (column.color) made.style.setProperty("--c", column.color)
    head.append(made)
  }
  const thead = element("thead")
  thead.append(head)
  const body = element("tbody")
  const cells = data.rows.map((row, at) => {
    const line = element("tr")
    const name = element("th", "", row.label)
    name.scope = "row"
    if (row.about) name.append(element("span", "", row.about))
    line.append(name)
    const found = data.columns.map((column, place) => {
      const td = element("td")
      td.dataset.row = at
      td.dataset.column = place
      const area = element("textarea")
      area.rows = 1
      area.setAttribute("aria-label", `${row.label}, ${column.label}`)
      const others = element("div", "others")
      const count = element("button", "count")
      count.type = "button"
      count.tabIndex = -1
      td.append(area, others, count)
      line.append(td)
      return { td, area, others, count }
    })
    body.append(line)
    return found
  })
  table.append(thead, body)
  return { table, cells }
}
