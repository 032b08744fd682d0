import { Countdown, clock } from "./countdown.js";
import { announce, byId, write } from "./dom.js";

/**
 * Counts down where its id says, while the service wants to be left alone, and holds a button meanwhile: aria-disabled,
 * and not disabled, which would lose the focus.
 */
export class WaitView {
  #id;
  #button;
  #countdown = new Countdown();

  constructor(id, button) {
    this.#id = id;
    this.#button = button;
  }

  start(seconds) {
    const until = Date.now() + seconds * 1000;
    byId(this.#id).hidden = false;
    byId(this.#button).ariaDisabled = "true";
    this.#countdown.start(
      () => until - Date.now(),
      (left) => {
        if (left > 0) return write(this.#id, `Try again in ${clock(left)}`);
        this.stop();
        announce("You can try again now.");
      },
    );
    this.#announce();
  }

  stop() {
    this.#countdown.stop();
    if (!byId(this.#id).hidden) announce("");
    byId(this.#id).hidden = true;
    byId(this.#button).ariaDisabled = null;
  }

  /** Whether the button waits; says for how long, since it is asked when that is pressed. */
  holds() {
    const holds = byId(this.#button).ariaDisabled === "true";
    if (holds) this.#announce();
    return holds;
  }

  #announce() {
    announce(`${byId(this.#id).textContent}.`);
  }
}
