import { announce, byId, write } from "./dom.js";
import { openDevice } from "./devices.js";

/** One's own camera and its picture. Off means off: its light goes out. Tells "change" when its track comes or goes. */
export class Camera extends EventTarget {
  track = null;
  /** Whether its user has turned it off. A device that ends by itself is nobody's wish. */
  isTurnedOff = false;
  #opening = null;

  get isOn() {
    return this.track !== null;
  }

  /** Never throws: what is wrong is said where the picture would be. */
  turnOn() {
    this.isTurnedOff = false;
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open() {
    if (this.isOn) return;
    write("camera-state", "Asking for the camera…");
    try {
      this.#set(await openDevice("camera"));
      this.track.addEventListener("ended", () => this.#lose());
    } catch (error) {
      write("camera-state", error.message);
    }
  }

  turnOff() {
    this.isTurnedOff = true;
    this.#close("Your camera is off.");
  }

  /** Announced too: not every screen reader tells a status that appears together with its text. */
  #lose() {
    this.#close("The camera is gone.");
    announce("The camera is gone.");
  }

  #close(why) {
    this.track?.stop();
    this.#set(null);
    write("camera-state", why);
  }

  #set(track) {
    const before = this.track;
    this.track = track;
    const video = byId("own-video");
    video.srcObject = track && new MediaStream([track]);
    video.hidden = !track;
    byId("own-empty").hidden = Boolean(track);
    write("camera-state", "");
    document.querySelector("#camera span").textContent = track ? "Camera off" : "Camera on";
    this.dispatchEvent(new CustomEvent("change", { detail: { before, track } }));
  }
}
