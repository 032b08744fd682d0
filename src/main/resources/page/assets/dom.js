/** The element with this id, which the page has. */
export const byId = (id) => document.getElementById(id);

/** Shows the text there, and nothing where there is none. */
export function write(id, text) {
  byId(id).textContent = text ?? "";
}

let pressed = null;

/**
 * Calls it when the button is pressed, but not by a key that is held, nor by the second click of a double click that
 * began on another button, in whose place this one has come.
 */
export function onPress(id, action) {
  byId(id).addEventListener("click", ({ detail }) => {
    if (detail > 1 && pressed !== id) return;
    pressed = id;
    action();
  });
  byId(id).addEventListener("keydown", (event) => event.repeat && event.key === "Enter" && event.preventDefault());
}

const unsaid = [];

/** Says it to those who hear the page, and to nobody else; what comes at once is said as one. */
export function announce(text) {
  if (unsaid.push(text) === 1) queueMicrotask(() => write("announcements", unsaid.splice(0).filter(Boolean).join(" ")));
}
