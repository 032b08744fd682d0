import { byId, write } from "./dom.js";
import { WaitView } from "./wait-view.js";

const FIELDS = { identity: ["name-field", "name-error"], room: ["room-name-field", "room-error"] };

/** Who asks for another room need not wait for this one. */
const FOR_ONE_ROOM = "room-budget-spent";

const wait = new WaitView("problem-wait", "get-token");

/** Shows why there is no token; while the service wants to be left alone, the button waits too. */
export function showProblem(problem) {
  hideProblem();
  byId("problem").hidden = false;
  write("problem-title", problem.title);
  write("problem-detail", problem.detail);
  write("problem-advice", problem.advice);
  write("problem-facts", problem.facts);
  problem.errors.forEach(({ field, message }) => markField(field, message));
  if (problem.retryAfter) wait.start(problem.retryAfter);
  byId("room-name-field").oninput = problem.slug === FOR_ONE_ROOM ? () => wait.stop() : null;
}

export function hideProblem() {
  wait.stop();
  byId("problem").hidden = true;
  Object.values(FIELDS).forEach(([field, error]) => {
    byId(field).removeAttribute("aria-invalid");
    write(error, "");
  });
}

function markField(name, message) {
  const [field, error] = FIELDS[name] ?? [];
  if (!field) return;
  byId(field).setAttribute("aria-invalid", "true");
  write(error, `It ${message}.`);
}

/** Whether to ask for a token has to wait; who tries meanwhile is told for how long. */
export const isHeld = () => wait.holds();
