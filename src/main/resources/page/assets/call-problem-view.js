import { byId, write } from "./dom.js";
import { inPlainWords } from "./sdk-error.js";
import { WaitView } from "./wait-view.js";

const wait = new WaitView("call-problem-wait");

/** Shows why the call ended and, where the service gave no new token for now, for how long. */
export function showCallProblem(error) {
  const { title, advice, facts, retryAfter } = inPlainWords(error);
  byId("call-problem").hidden = false;
  write("call-problem-title", title);
  write("call-problem-advice", advice);
  write("call-problem-facts", facts);
  if (retryAfter) wait.start(retryAfter);
}

export function hideCallProblem() {
  wait.stop();
  byId("call-problem").hidden = true;
}
