/** Tells every second how many milliseconds are left, until there are none or it is stopped. */
export class Countdown {
  #timer;

  start(millisecondsLeft, tell) {
    this.stop();
    const tick = () => {
      const left = Math.max(0, millisecondsLeft());
      if (left > 0) this.#timer = setTimeout(tick, left % 1000 || 1000);
      tell(left);
    };
    tick();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** 3:59:07, 4:05 or 12 s. */
export function clock(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
