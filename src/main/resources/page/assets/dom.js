/** The element with this id, which the page has. */
export const byId = (id) => document.getElementById(id);

/** Shows the text there, and nothing where there is none. */
export function write(id, text) {
  byId(id).textContent = text ?? "";
}

/**
 * Calls it when the button is pressed. The second click of a double click and a key that is held press nothing: another
 * button may have come in place of the one that was meant.
 */
export function onPress(id, action) {
  byId(id).addEventListener("click", ({ detail }) => detail < 2 && action());
  byId(id).addEventListener("keydown", (event) => event.repeat && event.key === "Enter" && event.preventDefault());
}

const unsaid = [];

/** Says it to those who hear the page, and to nobody else; what comes at once is said as one. */
export function announce(text) {
  if (unsaid.push(text) === 1) queueMicrotask(() => write("announcements", unsaid.splice(0).filter(Boolean).join(" ")));
}
