import { openDevice } from "./devices.js";
import { loadSdk } from "./sdk.js";

/** One's own sound, as Twilio's SDK has it: muting tells the others. */
export class Microphone {
  track = null;

  /** Says why there is none, in words for people; without one a call still makes sense. */
  async open() {
    const { LocalAudioTrack } = await loadSdk();
    try {
      this.track = new LocalAudioTrack(await openDevice("microphone"));
      return null;
    } catch (error) {
      return error.message;
    }
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
