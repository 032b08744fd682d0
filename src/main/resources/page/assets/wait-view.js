import { Countdown, clock } from "./countdown.js";
import { announce, byId, write } from "./dom.js";

/** Counts down where its id says, while the service wants to be left alone. */
export class WaitView {
  #id;
  #countdown = new Countdown();

  constructor(id) {
    this.#id = id;
  }

  start(seconds, over = () => {}) {
    const until = Date.now() + seconds * 1000;
    byId(this.#id).hidden = false;
    this.#countdown.start(
      () => until - Date.now(),
      (left) => {
        if (left > 0) return write(this.#id, `Try again in ${clock(left)}`);
        this.stop();
        over();
        announce("You can try again now.");
      },
    );
  }

  stop() {
    this.#countdown.stop();
    byId(this.#id).hidden = true;
  }
}
