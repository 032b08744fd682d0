import { openDevice } from "./devices.js";
import { loadSdk } from "./sdk.js";

/** One's own sound, as Twilio's SDK has it: muting tells the others. Tells "lost" where its device ends by itself. */
export class Microphone extends EventTarget {
  track = null;
  /** Why there is none, in words for people; without one a call still makes sense. */
  silence = null;

  async open() {
    const { LocalAudioTrack } = await loadSdk();
    try {
      const device = await openDevice("microphone");
      this.track = new LocalAudioTrack(device);
      device.addEventListener("ended", () => this.#lose());
    } catch (error) {
      this.silence = error.message;
    }
  }

  /** Stopped, since on iOS the SDK would open another, of which nobody knows. */
  #lose() {
    const { track } = this;
    track.stop();
    this.track = null;
    this.silence = "The microphone is gone.";
    this.dispatchEvent(new CustomEvent("lost", { detail: track }));
  }

  get isMuted() {
    return this.track !== null && !this.track.isEnabled;
  }

  mute(muted) {
    this.track?.enable(!muted);
  }

  close() {
    this.track?.stop();
  }
}
