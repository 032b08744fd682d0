import { Countdown, clock } from "./countdown.js";
import { announce, byId, write } from "./dom.js";
import { curl } from "./token-request.js";

const SOON = 60_000;

const WHEN = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", second: "2-digit" };

const expiry = new Countdown();

/** Shows what the token is and how long it lasts. */
export function showToken(token, request) {
  byId("token").hidden = false;
  write("token-room", token.room);
  write("token-identity", token.identity);
  write("token-sid", token.roomSid);
  write("token-type", token.roomType ?? "not known");
  write("token-expires", token.expiry.toLocaleString(undefined, WHEN));
  byId("token-expires").dateTime = token.expiresAt;
  ["header", "claims", "signature"].forEach((part, i) => write(`jwt-${part}`, token.parts[i]));
  write("token-header", JSON.stringify(token.header, null, 2));
  write("token-claims", JSON.stringify(token.claims, null, 2));
  write("curl", curl(request));
  expiry.start(() => token.millisecondsLeft, tellWhatIsLeft);
  byId("copy-token").onclick = () => copy(token.token, "copy-token", ".jwt code", "The token is copied.");
  byId("copy-curl").onclick = () => copy(curl(request), "copy-curl", "#curl", "The request is copied.");
}

/** Scrolls to it where its title lies below what is seen, as on a phone. */
export function bringTokenIntoView() {
  if (byId("token-title").getBoundingClientRect().bottom > innerHeight) byId("token").scrollIntoView({ block: "nearest" });
}

export function hideToken() {
  expiry.stop();
  byId("token").hidden = true;
}

function tellWhatIsLeft(left) {
  write("token-left", left > 0 ? `${clock(left)} left` : "expired");
  byId("token-left").className = `badge ${left > SOON ? "good" : "bad"}`;
}

async function copy(text, button, shown, done) {
  try {
    await navigator.clipboard.writeText(text);
    flash(button, "done");
    announce(done);
  } catch {
    getSelection().selectAllChildren(document.querySelector(shown));
    flash(button, "by-hand");
    announce("It is selected; copy it with the keyboard.");
  }
}

function flash(button, how) {
  const { classList } = byId(button);
  classList.remove("done", "by-hand");
  classList.add(how);
  setTimeout(() => classList.remove(how), 4000);
}
