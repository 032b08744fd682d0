import { Microphone } from "./microphone.js";
import { loadSdk } from "./sdk.js";

const EXPIRED = 20104;
const SIGNALLING_FAILED = [EXPIRED, 53000, 53001, 53002];
const MEDIA_RECONNECTS = 53405;

/** As long as Twilio lets a participant come back. */
const ABOUT_TO_EXPIRE = 30_000;

/**
 * One stay in a room. The SDK reconnects with the token that it joined with, which cannot be changed. Where that one has
 * expired or is about to, the stay goes on with a new token: this leaves the room and joins it anew.
 *
 * Tells "state" (a text), "enter" and "exit" (a participant), "ended" (an error, or null after leave()).
 */
export class Call extends EventTarget {
  microphone = new Microphone();
  #token;
  #renew;
  #camera;
  #entry = null;
  #room = null;
  #state = "";
  #over = false;

  /** renew() resolves to a new token for the same name and room. */
  constructor(token, renew, camera) {
    super();
    this.#token = token;
    this.#renew = renew;
    this.#camera = camera;
    camera.addEventListener("change", this);
    this.microphone.addEventListener("lost", ({ detail }) => this.#lose(detail));
  }

  async join() {
    try {
      this.#say("Joining…");
      await this.microphone.open();
      if (this.#over) return this.microphone.close();
      if (this.#isAboutToExpire) this.#token = await this.#renew();
      await this.#enter();
    } catch (error) {
      this.#end(error);
    }
  }

  get #isAboutToExpire() {
    return this.#token.millisecondsLeft < ABOUT_TO_EXPIRE;
  }

  /** A token that Twilio calls expired is replaced, once. */
  async #enter() {
    try {
      await this.#connect();
    } catch (error) {
      if (error.code !== EXPIRED) throw error;
      this.#token = await this.#renew();
      await this.#connect();
    }
  }

  async #connect() {
    const { connect } = await loadSdk();
    if (this.#over) return;
    const picture = this.#camera.track;
    const sound = this.microphone.track;
    const tracks = [picture, sound].filter(Boolean);
    this.#entry = connect(this.#token.token, { name: this.#token.room, tracks });
    const room = await this.#entry;
    if (this.#over) return room.disconnect();
    this.#room = room;
    this.#listen(room);
    this.#publish(picture, this.#camera.track);
    this.#publish(sound, this.microphone.track);
    this.#say(`Connected to ${room.name} as ${room.localParticipant.identity}.`);
  }

  #listen(room) {
    room.participants.forEach((participant) => this.#tell("enter", participant));
    room.on("participantConnected", (participant) => this.#tell("enter", participant));
    room.on("participantDisconnected", (participant) => this.#tell("exit", participant));
    room.on("reconnecting", (error) => this.#comeBack(room, error));
    room.on("reconnected", () => this.#say("Connected again."));
    room.on("disconnected", (_, error) => {
      const expired = error?.code === EXPIRED || this.#isAboutToExpire;
      if (expired && SIGNALLING_FAILED.includes(error?.code)) this.#startOver(this.#renew());
      else this.#end(error);
    });
  }

  /** Mostly left to the SDK, which goes on trying meanwhile. */
  async #comeBack(room, error) {
    this.#say("The connection broke. Reconnecting…");
    if (error.code === MEDIA_RECONNECTS || !this.#isAboutToExpire) return;
    const token = await this.#renew().catch(() => null);
    if (token && room.state === "reconnecting" && !this.#over) this.#startOver(token);
  }

  async #startOver(renewed) {
    const old = this.#room;
    old.removeAllListeners();
    old.disconnect();
    old.participants.forEach((participant) => this.#tell("exit", participant));
    this.#say("The token ran out. Joining again with a new one…");
    try {
      this.#token = await renewed;
      await this.#enter();
    } catch (error) {
      this.#end(error);
    }
  }

  /** The camera was turned on or off. While the SDK reconnects it keeps that, and tells it when it is back. */
  handleEvent({ detail: { before, track } }) {
    if (this.#room && this.#room.state !== "disconnected") this.#publish(before, track);
  }

  #publish(before, track) {
    if (before === track) return;
    const me = this.#room.localParticipant;
    if (before) me.unpublishTrack(before);
    if (track) me.publishTrack(track).catch(() => this.#tellUnseen(track));
  }

  /** A track that is turned off before the others have it fails too. */
  #tellUnseen(track) {
    if (track === this.#camera.track) this.#tell("state", "Connected, but the others cannot see you.");
  }

  #lose(track) {
    this.handleEvent({ detail: { before: track, track: null } });
    this.#say(this.#state);
  }

  /** Tells the state and, while connected, why the others hear nothing. */
  #say(state) {
    this.#state = state;
    const { silence } = this.microphone;
    const unheard = silence && this.#room?.state === "connected";
    this.#tell("state", unheard ? `${state} The others cannot hear you. ${silence}` : state);
  }

  leave() {
    this.#end(null);
    this.#entry?.cancel();
    this.#room?.disconnect();
  }

  #end(error) {
    if (this.#over) return;
    this.#over = true;
    this.#camera.removeEventListener("change", this);
    this.microphone.close();
    this.dispatchEvent(new CustomEvent("ended", { detail: error ?? null }));
  }

  #tell(type, detail) {
    if (!this.#over) this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
