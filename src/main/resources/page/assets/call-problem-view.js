import { byId, write } from "./dom.js";
import { inPlainWords } from "./sdk-error.js";
import { WaitView } from "./wait-view.js";

const wait = new WaitView("call-problem-wait", "join");

/** Shows why the call ended; where the service gave no new token for now, Join waits too. */
export function showCallProblem(error) {
  const { title, detail, advice, facts, retryAfter } = inPlainWords(error);
  byId("call-problem").hidden = false;
  write("call-problem-title", title);
  write("call-problem-detail", detail);
  write("call-problem-advice", advice);
  write("call-problem-facts", facts);
  if (retryAfter) wait.start(retryAfter);
}

export function hideCallProblem() {
  wait.stop();
  byId("call-problem").hidden = true;
}

/** Whether Join is to wait; who presses it meanwhile is told for how long. */
export const isCallHeld = () => wait.holds();
