import { Call } from "./call.js";
import { hideCallProblem, isCallHeld, showCallProblem } from "./call-problem-view.js";
import { hasDevices } from "./devices.js";
import { announce, byId, onPress, write } from "./dom.js";
import { PeopleView } from "./people-view.js";
import { isSandbox } from "./surroundings.js";

/** Browsers differ in when what is hidden hands the focus to the body. */
const UNFOCUSABLE = "body, [hidden], [hidden] *, :disabled";

/** The buttons of the call and what is seen of it. */
export class CallView {
  #camera;
  #people = new PeopleView();
  #token = null;
  #renew = null;
  #call = null;

  constructor(camera) {
    this.#camera = camera;
    onPress("join", () => isCallHeld() || this.#join());
    onPress("leave", () => this.#call?.leave());
    onPress("mute", () => this.#mute(!this.#call.microphone.isMuted));
    onPress("camera", () => (camera.isOn ? camera.turnOff() : camera.turnOn()));
    window.addEventListener("pagehide", () => this.#call?.leave());
    this.#refresh();
  }

  /** From now on Join uses this token, or none. */
  offer(token, renew) {
    this.#token = token;
    this.#renew = renew;
    this.#refresh();
  }

  #whyNot() {
    if (isSandbox) {
      return "Joining is off in the sandbox: Twilio does not know its tokens. Run the service with your Twilio account to join.";
    }
    if (!hasDevices) return "Joining needs HTTPS or localhost: elsewhere browsers hand out no camera.";
    return this.#token ? "" : "Get a token to join.";
  }

  #refresh() {
    const inCall = this.#call !== null;
    byId("join").hidden = inCall;
    byId("leave").hidden = !inCall;
    byId("mute").hidden = !this.#call?.microphone.track;
    byId("join").disabled = this.#whyNot() !== "";
    write("join-why", inCall ? "" : this.#whyNot());
  }

  #join() {
    const call = new Call(this.#token, this.#renew, this.#camera);
    const name = this.#token.identity;
    this.#call = call;
    hideCallProblem();
    call.addEventListener("state", ({ detail }) => this.#show(detail));
    call.addEventListener("enter", ({ detail }) => {
      this.#people.enter(detail);
      announce(`${detail.identity} is in.`);
    });
    call.addEventListener("exit", ({ detail }) => {
      this.#people.exit(detail);
      announce(`${detail.identity} is out.`);
    });
    call.addEventListener("ended", ({ detail }) => this.#end(detail));
    this.#people.open(name);
    this.#refresh();
    byId("leave").focus();
    this.#mute(false);
    call.join();
  }

  #show(state) {
    write("call-state", state);
    const focused = document.activeElement;
    this.#refresh();
    if (focused.hidden && this.#call) byId("leave").focus();
  }

  #mute(muted) {
    this.#call.microphone.mute(muted);
    document.querySelector("#mute span").textContent = muted ? "Unmute" : "Mute";
  }

  #end(error) {
    this.#call = null;
    this.#people.close();
    this.#show(error ? "" : "You have left.");
    this.#keepFocus();
    if (error) showCallProblem(error);
  }

  /** What had it may be gone with the call. */
  #keepFocus() {
    if (!document.activeElement.matches(UNFOCUSABLE)) return;
    byId(byId("join").disabled ? "get-token" : "join").focus();
  }
}
