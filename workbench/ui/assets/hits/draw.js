// Drawing: data in, DOM out. Every text is set as textContent; nothing is built from strings.

const element = (name, className, text) => {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function tick(label) {
  const made = element("input")
  made.type = "checkbox"
  made.setAttribute("aria-label", label)
  return made
}

/** The head of a group: a tick for all its hits, its name, how many of how many. */
function head(group, texts) {
  const line = element("tr", "group")
  const cell = element("th")
  cell.scope = "rowgroup"
  cell.colSpan = 4
  const all = tick(`${texts.all}: ${group.label}`)
  all.dataset.group = group.key
  const label = element("label")
  label.append(all, element("b", "", group.label), " ", element("span", "", group.told))
  cell.append(label, element("span", "chosen"))
  line.append(cell)
  return { line, all, chosen: cell.lastChild }
}

function hitLine(hit, number) {
  const line = element("tr", "hit")
  line.dataset.number = number
  const box = tick(`${hit.who}: ${hit.match}`)
  const place = element("a", "", hit.who)
  place.href = hit.href
  const left = element("span", "", hit.left)
  const cells = [element("td", "tick"), element("td", "who"), element("td", "left"),
    element("td", "right")]
  cells[0].append(box)
  cells[1].append(place)
  cells[2].append(left)
  cells[3].append(element("mark", "", hit.match), hit.right)
  line.append(...cells)
  return { line, box, place }
}

/** The table; gives it with its groups and its hits, numbered through, for the state to work on. */
export function draw(groups, texts) {
  const table = element("table")
  table.setAttribute("aria-label", texts.label)
  // The first row spans all columns and gives them no width.
  const columns = element("colgroup")
  columns.append(...["tick", "who", "left", "right"].map((name) => element("col", name)))
  table.append(columns)
  const heads = []
  const lines = []
  for (const group of groups) {
    const body = element("tbody")
    const made = head(group, texts)
    heads.push({ ...made, key: group.key, n: group.n })
    body.append(made.line)
    for (const hit of group.hits) {
      const drawn = hitLine(hit, lines.length)
      lines.push({ ...drawn, id: hit.id, group: group.key })
      body.append(drawn.line)
    }
    table.append(body)
  }
  return { table, heads, lines }
}
