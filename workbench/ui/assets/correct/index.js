// The turns of a transcript, to be corrected. A turn is a field that grows with its words; Enter
// splits it at the caret, Backspace at its start joins it to the one before.
//
// It tells Python one thing, as state: `draft`, all turns as they are now with the revision that
// they were made from, a moment after the last key and at once when the field is left.

const WAIT = 500
const states = new WeakMap()

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement.querySelector(".turns")
  let state = states.get(root)
  if (!state) {
    state = { root, n: 0 }
    states.set(root, state)
    root.addEventListener("focusout", () => tell(state))
  }
  state.send = setStateValue
  if (state.version !== data.version) {
    clearTimeout(state.timer)
    state.timer = null
    state.version = data.version
    state.data = data
    state.voices = data.voices.map((voice) => ({ ...voice }))
    root.setAttribute("aria-label", data.texts.label)
    root.replaceChildren(...data.turns.map((turn) => row(state, turn)))
    number(state)
    // What is out of sight is measured when the browser lays it out for the first time.
    requestAnimationFrame(() => fields(state).forEach(fit))
    if (data.turn) show(state, data.turn)
  }
}

function row(state, turn) {
  const line = document.createElement("div")
  line.className = "turn"
  line.time = turn.time
  line.was = turn.was ?? null
  const at = document.createElement("span")
  at.className = "at"
  const who = document.createElement("select")
  who.append(...options(state, turn.voice))
  who.addEventListener("change", () => (who.value === "other" ? another(state, line) : changed(state)))
  const text = document.createElement("textarea")
  text.rows = 1
  text.spellcheck = true
  text.lang = "nb"
  text.value = turn.text
  text.addEventListener("input", () => {
    if (text.value.includes("\n")) text.value = text.value.replace(/\s*\n\s*/g, " ")
    fit(text)
    changed(state)
  })
  text.addEventListener("keydown", (event) => key(state, line, event))
  line.append(at, who, text)
  return line
}

function options(state, chosen) {
  const found = state.voices.map((voice, n) => new Option(voice.name, n, n === chosen, n === chosen))
  return [...found, new Option(state.data.texts.other, "other")]
}

/** A speaker that the text does not have yet: label and who it is. */
function another(state, line) {
  const { texts, whom } = state.data
  const who = line.querySelector("select")
  const form = document.createElement("form")
  form.className = "another"
  const label = document.createElement("input")
  label.setAttribute("aria-label", texts.speaker)
  label.placeholder = texts.speaker
  const role = document.createElement("select")
  role.setAttribute("aria-label", texts.role)
  role.append(...whom.map((one, n) => new Option(one.name, n)))
  const done = document.createElement("button")
  done.textContent = texts.use
  form.append(label, role, done)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const one = whom[role.value]
    const said = label.value.trim()
    const name = said && said !== one.name ? `${said} · ${one.name}` : one.name
    state.voices.push({ name, speaker: said, role: one.role, person: one.person })
    lines(state).forEach((each) => {
      const select = each.querySelector("select")
      select.replaceChildren(...options(state, each === line ? state.voices.length - 1 : Number(each.voice)))
    })
    form.remove()
    changed(state)
    line.querySelector("textarea").focus()
  })
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    who.value = String(line.voice)
    form.remove()
    who.focus()
  })
  line.querySelector(".another")?.remove()
  line.append(form)
  label.focus()
}

function key(state, line, event) {
  const text = event.target
  const { selectionStart: from, selectionEnd: to, value } = text
  const caret = from === to
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault()
    const [before, after] = [value.slice(0, from).trimEnd(), value.slice(to).trimStart()]
    if (!before || !after) return
    text.value = before
    const added = row(state, { text: after, voice: voice(line), time: null })
    line.after(added)
    fit(text)
    finish(state, added, 0)
  } else if (event.key === "Backspace" && caret && from === 0 && line.previousSibling) {
    event.preventDefault()
    join(state, line.previousSibling, line)
  } else if (event.key === "Delete" && caret && from === value.length && line.nextSibling) {
    event.preventDefault()
    join(state, line, line.nextSibling)
  } else if (event.key === "ArrowUp" && caret && from === 0 && line.previousSibling) {
    event.preventDefault()
    go(line.previousSibling, Infinity)
  } else if (event.key === "ArrowDown" && caret && from === value.length && line.nextSibling) {
    event.preventDefault()
    go(line.nextSibling, 0)
  }
}

function join(state, first, second) {
  const [text, next] = [first, second].map((line) => line.querySelector("textarea"))
  const at = text.value.length
  text.value = [text.value, next.value].filter(Boolean).join(" ")
  second.remove()
  fit(text)
  finish(state, first, at)
}

function finish(state, line, at) {
  number(state)
  fit(line.querySelector("textarea"))
  go(line, at)
  changed(state)
}

function go(line, at) {
  const text = line.querySelector("textarea")
  text.focus()
  const place = Math.min(at, text.value.length)
  text.setSelectionRange(place, place)
}

function show(state, turn) {
  const line = lines(state)[turn - 1]
  if (line) requestAnimationFrame(() => (line.scrollIntoView({ block: "center" }), go(line, 0)))
}

function fit(text) {
  if (CSS.supports("field-sizing", "content")) return
  text.style.height = "auto"
  text.style.height = `${text.scrollHeight}px`
}

const lines = (state) => [...state.root.querySelectorAll(".turn")]
const fields = (state) => [...state.root.querySelectorAll("textarea")]
const voice = (line) => Number(line.querySelector("select").value)

/** Numbers and names after a change, and which turns are not as they were. */
function number(state) {
  lines(state).forEach((line, n) => {
    const who = line.querySelector("select")
    if (who.value !== "other") line.voice = Number(who.value)
    line.querySelector(".at").textContent = n + 1
    const name = state.voices[line.voice]?.name ?? ""
    const texts = state.data.texts
    line.querySelector("textarea").setAttribute("aria-label", fill(texts.turn, { n: n + 1, name }))
    who.setAttribute("aria-label", fill(texts.who, { n: n + 1 }))
    const was = state.data.was[line.was]
    const same = was && was.text === line.querySelector("textarea").value && was.voice === line.voice
    line.classList.toggle("changed", !same)
    line.classList.toggle("asks", state.voices[line.voice]?.role === "interviewer")
  })
}

const fill = (text, places) => text.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole)

function changed(state) {
  number(state)
  state.unsent = true
  clearTimeout(state.timer)
  state.timer = setTimeout(() => tell(state), WAIT)
}

function tell(state) {
  clearTimeout(state.timer)
  if (!state.unsent) return
  state.unsent = false
  state.n += 1
  state.send("draft", {
    n: state.n,
    base: state.data.base,
    turns: lines(state).map((line) => {
      const { speaker, role, person } = state.voices[line.voice]
      return { text: line.querySelector("textarea").value, speaker, role, person, time: line.time, was: line.was }
    }),
  })
}
