// A button that copies a text to the clipboard and says so.

const texts = new WeakMap()

export default function (component) {
  const { data, parentElement } = component
  const button = parentElement.querySelector("button")
  const known = texts.has(button)
  texts.set(button, data)
  button.textContent = data.label
  if (known) return
  button.addEventListener("click", async () => {
    const now = texts.get(button)
    await navigator.clipboard.writeText(now.text)
    button.textContent = now.done
    setTimeout(() => { button.textContent = texts.get(button).label }, 1600)
  })
}
