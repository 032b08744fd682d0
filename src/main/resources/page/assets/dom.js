/** The element with this id, which the page has. */
export const byId = (id) => document.getElementById(id);

/** Shows the text there, and nothing where there is none. */
export function write(id, text) {
  byId(id).textContent = text ?? "";
}

/** Says it to those who hear the page, and to nobody else. */
export function announce(text) {
  write("announcements", text);
}
