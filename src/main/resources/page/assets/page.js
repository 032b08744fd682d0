import { hideCallProblem } from "./call-problem-view.js";
import { CallView } from "./call-view.js";
import { Camera } from "./camera.js";
import { announce, byId } from "./dom.js";
import { Problem } from "./problem.js";
import { hideProblem, isHeld, showProblem } from "./problem-view.js";
import { asksToSignIn, isSandbox, offersRooms } from "./surroundings.js";
import { requestToken } from "./token-request.js";
import { bringTokenIntoView, hideToken, showToken } from "./token-view.js";

const camera = new Camera();
const call = new CallView(camera);
const form = byId("request");

byId("sandbox-badge").hidden = !isSandbox;
byId("room-choice").hidden = !offersRooms;
byId("sign-in").hidden = !asksToSignIn;
if (asksToSignIn) byId("name-hint").textContent = "Empty: the name that your bearer token is for.";
else form.identity.value ||= `guest-${1000 + (crypto.getRandomValues(new Uint16Array(1))[0] % 9000)}`;

/** What the form asks for. Who signs in has a name already and need not give one. */
function asked() {
  const identity = form.identity.value;
  return {
    identity: asksToSignIn && !identity.trim() ? undefined : identity,
    room: offersRooms ? form.room.value : undefined,
    bearer: bearer(),
  };
}

function bearer() {
  return asksToSignIn ? form.bearer.value.trim() : undefined;
}

/** What the token that is shown was asked for with; null where none is. */
let shown = null;

/** Join uses what is shown. */
function offer(token, request) {
  shown = request;
  showToken(token, request);
  call.offer(token, () => renew(token, request));
}

function offerNone() {
  shown = null;
  hideToken();
  call.offer(null);
}

/**
 * For the same person and room, with the bearer token that is in the field by then: the first may have expired. It stays
 * with the call where another token was asked for meanwhile.
 */
async function renew({ identity }, request) {
  const token = await requestToken({ ...request, identity, bearer: bearer() });
  if (request === shown) offer(token, request);
  return token;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = byId("get-token");
  if (button.ariaBusy === "true" || isHeld()) return;
  const request = asked();
  button.ariaBusy = "true";
  hideProblem();
  hideCallProblem();
  announce("Asking for a token…");
  if (!camera.isTurnedOff) camera.turnOn();
  try {
    offer(await requestToken(request), request);
    announce("Here is the token.");
    bringTokenIntoView();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    offerNone();
    announce("");
    showProblem(error);
  } finally {
    button.ariaBusy = null;
  }
});

byId("loading").remove();
byId("get-token").disabled = false;
