// Keeps who codes and the language in this browser, per study, and tells Python of the key "?".
// Nothing else is kept, and nothing leaves the machine.

const states = new WeakMap()

export const storageKey = (study) => `workbench:${study}`

export const isTyping = (event) => {
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)
}

const kept = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) || "{}")
  } catch {
    return {}
  }
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component
  let state = states.get(parentElement)
  const key = storageKey(data.study)
  if (!state) {
    state = { tell: setTriggerValue }
    states.set(parentElement, state)
    const found = kept(key)
    if (found.coder || found.language) setStateValue("kept", found)
    const onKey = (event) => {
      if (!parentElement.isConnected) return document.removeEventListener("keydown", onKey)
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      event.preventDefault()
      state.tell("help", true)
    }
    document.addEventListener("keydown", onKey)
    return
  }
  state.tell = setTriggerValue
  const now = { ...kept(key) }
  if (data.coder) now.coder = data.coder
  if (data.language) now.language = data.language
  try {
    localStorage.setItem(key, JSON.stringify(now))
  } catch {
    // A browser that keeps nothing: the choice then lasts as long as the page.
  }
}
