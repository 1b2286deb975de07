// Keeps who codes and the language in this browser, per study, and tells Python of the key "?".
// Nothing else is kept, and nothing leaves the machine. Links in texts are opened here too, without
// loading anything anew.

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

/** Where a link in a text leads, if a plain click goes to a page of this window. */
export const linked = (event) => {
  if (event.defaultPrevented || event.button !== 0) return null
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element && event.target.closest(".stHtml a[href]")
  if (!link || !["", "_self"].includes(link.target)) return null
  const url = new URL(link.href)
  return url.origin === location.origin && !url.hash ? url.href : null
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
    const onClick = (event) => {
      if (!parentElement.isConnected) return document.removeEventListener("click", onClick)
      const there = linked(event)
      if (!there) return
      event.preventDefault()
      // Streamlit goes where the browser's own back and forward lead, in the same session.
      history.pushState(null, "", there)
      window.dispatchEvent(new PopStateEvent("popstate"))
    }
    document.addEventListener("click", onClick)
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
