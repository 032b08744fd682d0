import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { jwtVerify } from "jose";
import { launch, Visit } from "./support/chromium.js";
import { startService } from "./support/service.js";
import { Signalling, connected, error, other } from "./support/signalling.js";
import { TwilioRest } from "./support/twilio-rest.js";

const FOUR_HOURS = 4 * 3600_000;

const rest = new TwilioRest();
let service;
let browser;
let signalling;

before(async () => {
  await rest.start();
  service = await startService({ ...rest.variables, VIDEO_PAGE_ENABLED: "true", VIDEO_ROOM_ALLOWED: "standup" });
  browser = await launch();
});

beforeEach(() => {
  signalling = new Signalling();
});

after(async () => {
  await browser?.close();
  await service?.stop();
  rest.stop();
});

async function open({ browser: another, prepare } = {}) {
  return Visit.open(another ?? browser, service.origin, { signalling, prepare });
}

async function openAndJoin(options) {
  const visit = await open(options);
  await visit.askForToken("alice", "standup");
  await visit.$("own-video").waitFor();
  await visit.join();
  return visit;
}

async function openInCall(options) {
  const visit = await openAndJoin(options);
  await visit.says("call-state", "Connected to standup as alice.");
  return visit;
}

/** As Twilio would, with the secret that it shares with the service. */
async function verified({ token }) {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(rest.apiSecret), {
    issuer: rest.apiKey,
    subject: rest.accountSid,
    algorithms: ["HS256"],
  });
  return payload;
}

test("joins with a token that Twilio would take", async () => {
  const visit = await openInCall();
  assert.equal(signalling.connects.length, 1);
  const [message] = signalling.connects;
  const claims = await verified(message);
  assert.equal(message.name, "standup");
  assert.deepEqual(claims.grants, { identity: "alice", video: { room: "standup" } });
  assert.deepEqual(message.participant.tracks.map(({ kind }) => kind).sort(), ["audio", "video"]);
  assert.deepEqual(await verified(signalling.ices[0]), claims);
  assert.deepEqual(
    [...visit.asked].filter((host) => host !== new URL(service.origin).host).sort(),
    ["global.vss.twilio.com", "sdk.twilio.com", "sdkgw.us1.twilio.com"],
  );
  await visit.close();
});

test("asks nobody but the service until Join is pressed", async () => {
  const visit = await open();
  await visit.askForToken("alice", "standup");
  await visit.$("own-video").waitFor();
  assert.ok(await visit.$("join").isEnabled());
  assert.deepEqual([...visit.asked], [new URL(service.origin).host]);
  await visit.close();
});

test("shows who is in, as they come and go", async () => {
  signalling.onConnect = (message) => connected(message, [other("Bob", 2)]);
  const visit = await openInCall();
  const people = () => visit.page.locator("#people-list li").allInnerTexts();
  assert.deepEqual(await people(), ["alice (you)", "Bob"]);
  signalling.tellWhoIsIn(other("Bob", 2), other("<b>Carol</b>", 3));
  await visit.says("announcements", "<b>Carol</b> is in.");
  assert.deepEqual(await people(), ["alice (you)", "Bob", "<b>Carol</b>"]);
  assert.equal(await visit.page.locator(".tile").count(), 3);
  signalling.tellWhoIsIn({ ...other("Bob", 2), state: "disconnected", revision: 2 }, other("<b>Carol</b>", 3));
  await visit.says("announcements", "Bob is out.");
  assert.deepEqual(await people(), ["alice (you)", "<b>Carol</b>"]);
  await visit.close();
});

test("shows the picture of another while there is one, and an initial otherwise", async () => {
  const visit = await openInCall();
  // A track of the real SDK, in the place of one that the network would bring.
  await visit.page.evaluate(async () => {
    const { PeopleView } = await import(document.querySelector("script[type=module]").src.replace("page.js", "people-view.js"));
    const on = {};
    window.track = new window.Twilio.Video.LocalVideoTrack(document.getElementById("own-video").srcObject.getTracks()[0].clone());
    window.tell = (event) => on[event](window.track);
    const bob = { identity: "Bob", tracks: new Map(), audioTracks: new Map(), on: (event, heard) => (on[event] = heard) };
    new PeopleView().enter(bob);
  });
  const tile = visit.page.locator(".tile", { hasText: "Bob (muted)" });
  const picture = visit.page.getByLabel("Video of Bob");
  await tile.locator(".initial", { hasText: "B" }).waitFor();
  await visit.page.evaluate(() => window.tell("trackSubscribed"));
  await picture.waitFor();
  await visit.page.waitForFunction(() => document.querySelector("[aria-label='Video of Bob']").currentTime > 0);
  assert.ok(await tile.locator(".initial").isHidden());
  await visit.page.evaluate(() => window.tell("trackUnsubscribed"));
  await picture.waitFor({ state: "detached" });
  assert.ok(await tile.locator(".initial").isVisible());
  await visit.close();
});

const REFUSALS = [
  [53105, "The room is full", "A go room holds two."],
  [20104, "The token has expired", "clock"],
  [20103, "The token names a wrong account or key", "TWILIO_ACCOUNT_SID"],
  [20107, "The token's signature is wrong", "TWILIO_API_SECRET"],
  [53106, "The room is not there", "Get a new token"],
  [53999, "The call failed", "No"],
];

for (const [code, title, advice] of REFUSALS) {
  test(`says in plain words what ${code} at joining means`, async () => {
    signalling.onConnect = () => error(code);
    const visit = await openAndJoin();
    await assertEnded(visit, title, advice, code);
    await visit.close();
  });
}

const ENDS = [
  [error(53205), "You joined somewhere else under the same name", "Take another name", 53205],
  [{ type: "disconnected", version: 2, status: "completed" }, "The room has been closed", "Get a new token", 53118],
];

for (const [message, title, advice, code] of ENDS) {
  test(`says in plain words what ${code} in the call means`, async () => {
    const visit = await openInCall();
    signalling.tell(message);
    await assertEnded(visit, title, advice, code);
    await visit.close();
  });
}

for (const [focused, then] of [["leave", "join"], ["mute", "join"], ["camera", "camera"]]) {
  test(`leaves the keyboard at ${then} where the call ends with it at ${focused}`, async () => {
    const visit = await openInCall();
    await visit.$(focused).focus();
    signalling.tell(error(53205));
    await visit.$("call-problem").waitFor();
    assert.equal(await visit.focused(), then);
    await visit.close();
  });
}

test("leaves the keyboard at what gets a token where the call ends and there is none to join with", async () => {
  const visit = await openInCall();
  await visit.ask(" ");
  await visit.$("problem").waitFor();
  await visit.$("leave").click();
  await visit.says("call-state", "You have left.");
  assert.equal(await visit.focused(), "get-token");
  await visit.close({ failures: true });
});

async function assertEnded(visit, title, advice, code) {
  await visit.says("call-problem-title", title);
  await visit.says("call-problem-advice", advice);
  await visit.says("call-problem-facts", `Twilio's code ${code}`);
  assert.ok(await visit.$("join").isEnabled());
  assert.ok(await visit.$("people").isHidden());
  assert.ok(await visit.$("mute").isHidden());
}

const NO_SDK = {
  "could not be loaded": (route) => route.abort(),
  "is not what its address has": (route) => route.fulfill({ contentType: "text/javascript", body: "" }),
};

for (const [what, answer] of Object.entries(NO_SDK)) {
  test(`says so where the SDK ${what}, and tries again`, async () => {
    const visit = await open({ prepare: (page) => page.route("https://sdk.twilio.com/**", answer, { times: 1 }) });
    await visit.askForToken("alice", "standup");
    await visit.join();
    await visit.says("call-problem-title", "Twilio's SDK could not be loaded");
    await visit.join();
    await visit.says("call-state", "Connected to standup as alice.");
    assert.ok(await visit.$("call-problem").isHidden());
    await visit.close({ failures: true });
  });
}

test("mutes, so that the others are told, and unmutes", async () => {
  const visit = await openInCall();
  await visit.page.getByRole("button", { name: "Mute", exact: true }).click();
  await until(() => isHeard() === false);
  await visit.page.getByRole("button", { name: "Unmute" }).click();
  await until(() => isHeard() === true);
  await visit.page.getByRole("button", { name: "Mute", exact: true }).waitFor();
  await visit.close();
});

test("turns the camera off in the call, so that no picture is sent, and on again", async () => {
  const visit = await openInCall();
  await visit.$("camera").click();
  await visit.page.getByRole("button", { name: "Camera on" }).waitFor();
  await until(() => kindsSent() === "audio");
  await visit.$("camera").click();
  await visit.$("own-video").waitFor();
  await until(() => kindsSent() === "audio,video");
  await visit.close();
});

test("leaves", async () => {
  const visit = await openInCall();
  await visit.page.getByRole("button", { name: "Leave" }).click();
  await visit.says("call-state", "You have left.");
  await until(() => signalling.heard.some(({ type }) => type === "disconnect"));
  assert.equal(await visit.focused(), "join");
  await visit.join();
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(signalling.connects.length, 2);
  await visit.close();
});

test("leaves even before it is in", async () => {
  let letIn;
  signalling.onConnect = (message) => {
    letIn = () => signalling.tell(connected(message));
    return null;
  };
  const visit = await openAndJoin();
  await until(() => letIn);
  await visit.page.getByRole("button", { name: "Leave" }).click();
  await visit.says("call-state", "You have left.");
  letIn();
  await until(() => signalling.heard.some(({ type }) => type === "disconnect"));
  assert.equal(await visit.$("people").isVisible(), false);
  assert.equal(await visit.text("call-state"), "You have left.");
  await visit.close();
});

test("joins without camera and microphone where there is neither, and says so", async () => {
  const bare = await launch({ devices: false });
  const visit = await open({ browser: bare });
  await visit.askForToken("alice", "standup");
  await visit.join();
  await visit.says("call-state", "Connected, but the others cannot hear you.");
  assert.deepEqual(signalling.connects[0].participant.tracks, []);
  assert.ok(await visit.$("mute").isHidden());
  await visit.close();
  await bare.close();
});

test("comes back by itself with the token that it has while that is good", async () => {
  const tokens = countTokens();
  const visit = await openInCall(tokens);
  signalling.cut();
  await visit.says("call-state", "Connected again.");
  assert.equal(tokens.count, 1);
  assert.equal(signalling.connects.length, 1);
  await visit.close({ failures: true });
});

for (const [before, after] of [["on", "off"], ["off", "on"]]) {
  test(`tells the others of a camera turned ${after} while the connection was broken`, async () => {
    signalling.onSync = () => null;
    const visit = await openInCall();
    const isSent = { on: "audio,video", off: "audio" };
    if (before === "off") await visit.$("camera").click();
    await until(() => before === "on" || kindsSent() === isSent.off);
    signalling.cut();
    await until(() => signalling.syncs.length === 1);
    await visit.$("camera").click();
    await visit.page.getByRole("button", { name: `Camera ${before}` }).waitFor();
    signalling.letBack();
    await visit.says("call-state", "Connected again.");
    await until(() => kindsSent() === isSent[after]);
    await visit.close({ failures: true });
  });
}

test("says nothing of a camera that came and went while the connection was broken", async () => {
  signalling.onSync = () => null;
  const visit = await openInCall();
  await visit.$("camera").click();
  await until(() => kindsSent() === "audio");
  signalling.cut();
  await until(() => signalling.syncs.length === 1);
  await visit.$("camera").click();
  await visit.$("own-video").waitFor();
  await visit.$("camera").click();
  await visit.page.getByRole("button", { name: "Camera on" }).waitFor();
  assert.equal(await visit.text("call-state"), "The connection broke. Reconnecting…");
  await visit.close({ failures: true });
});

test("tells the others of a microphone muted while the connection was broken", async () => {
  signalling.onSync = () => null;
  const visit = await openInCall();
  signalling.cut();
  await until(() => signalling.syncs.length === 1);
  await visit.$("mute").click();
  signalling.letBack();
  await until(() => isHeard() === false);
  await visit.close({ failures: true });
});

test("takes a new token where Twilio calls the first expired", async () => {
  const tokens = countTokens();
  signalling.onConnect = (message) => (signalling.connects.length === 1 ? error(20104) : connected(message));
  const visit = await openInCall(tokens);
  assert.equal(tokens.count, 2);
  await visit.close();
});

test("takes a new token before it joins where the first is about to expire", async () => {
  const tokens = countTokens();
  const visit = await open(tokens);
  await visit.askForToken("alice", "standup");
  await visit.page.clock.setSystemTime(Date.now() + FOUR_HOURS - 10_000);
  await visit.join();
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(tokens.count, 2);
  assert.equal(signalling.connects.length, 1);
  await visit.close();
});

test("joins anew with a new token where the connection breaks and the first is about to expire", async () => {
  const tokens = countTokens();
  signalling.onConnect = (message) => connected(message, [other("Bob", 2)]);
  signalling.onSync = () => null;
  const visit = await openInCall(tokens);
  await visit.page.clock.setSystemTime(Date.now() + FOUR_HOURS - 10_000);
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(tokens.count, 2);
  assert.deepEqual(await visit.page.locator("#people-list li").allInnerTexts(), ["alice (you)", "Bob"]);
  assert.match(await visit.text("token-left"), /^(4:00:00|3:59:5\d) left$/);
  await visit.close({ failures: true });
});

test("joins anew with a new token where the first cannot come back and is about to expire", async () => {
  const tokens = countTokens();
  signalling.onSync = () => error(53000);
  const visit = await openInCall(tokens);
  await visit.page.clock.setSystemTime(Date.now() + FOUR_HOURS - 10_000);
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  await visit.close({ failures: true });
});

test("says what broke where the connection cannot come back though the token is good", async () => {
  signalling.onSync = () => error(53000);
  const visit = await openInCall();
  signalling.cut();
  await assertEnded(visit, "Twilio cannot be reached", "online", 53000);
  assert.equal(signalling.connects.length, 1);
  await visit.close({ failures: true });
});

test("joins anew with a new token where Twilio does not let the first come back", async () => {
  const tokens = countTokens();
  signalling.onSync = () => error(20104);
  const visit = await openInCall(tokens);
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(tokens.count, 2);
  await visit.close({ failures: true });
});

test("says why where there is no new token to come back with", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall();
  await visit.page.route("**/video-token*", (route) => route.abort());
  signalling.cut();
  await visit.says("call-problem-title", "The service cannot be reached");
  await visit.close({ failures: true });
});

test("says which request it was that brought no new token", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall();
  await visit.page.route("**/video-token*", (route) =>
    route.fulfill({ status: 500, headers: { "X-Request-Id": "7c0f" }, json: { type: "urn:video-token:internal" } }),
  );
  signalling.cut();
  await visit.says("call-problem-facts", "internal · status 500 · request 7c0f");
  await visit.close({ failures: true });
});

test("counts down where the service wants to be left alone before it gives a new token", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall({ prepare: (page) => page.clock.install() });
  await visit.page.route(
    "**/video-token*",
    (route) => route.fulfill({ status: 429, headers: { "Retry-After": "75" }, json: { type: "urn:video-token:rate-limited" } }),
    { times: 1 },
  );
  signalling.cut();
  await visit.says("call-problem-advice", "Wait until then");
  await visit.says("call-problem-wait", /^Try again in 1:1[0-5]$/);
  await visit.page.clock.fastForward(76_000);
  await visit.says("announcements", "You can try again now.");
  assert.ok(await visit.$("call-problem-wait").isHidden());
  await visit.close({ failures: true });
});

test("shows the new token that the call took, and Join uses that one", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall();
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(await shownToken(visit), signalling.connects[1].token);
  await visit.$("leave").click();
  await visit.join();
  await until(() => signalling.connects.length === 3);
  assert.equal(signalling.connects[2].token, signalling.connects[1].token);
  await visit.close({ failures: true });
});

test("shows the token that was asked for in the call, whatever new one the call takes, and Join uses that one", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall();
  await visit.askForToken("bob", "standup");
  await visit.says("token-identity", "bob");
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(await visit.text("token-identity"), "bob");
  const shown = await shownToken(visit);
  await visit.$("leave").click();
  await visit.join();
  await until(() => signalling.connects.length === 3);
  assert.equal(signalling.connects[2].token, shown);
  await visit.close({ failures: true });
});

test("shows no token after a failure, though the call takes a new one", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall();
  await visit.ask(" ");
  await visit.$("problem").waitFor();
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  assert.ok(await visit.$("token").isHidden());
  await visit.close({ failures: true });
});

test("leaves the page where it is when the call takes a new token", async () => {
  signalling.onSync = () => error(20104);
  const visit = await openInCall();
  await visit.page.setViewportSize({ width: 390, height: 844 });
  await visit.page.evaluate(() => scrollTo(0, 0));
  signalling.cut();
  await until(() => signalling.connects.length === 2);
  await visit.says("call-state", "Connected to standup as alice.");
  assert.equal(await visit.page.evaluate(() => scrollY), 0);
  await visit.close({ failures: true });
});

const tracksSent = () => signalling.heard.findLast(({ participant }) => participant)?.participant.tracks;

const kindsSent = () => tracksSent()?.map(({ kind }) => kind).sort().join();

const isHeard = () => tracksSent()?.find(({ kind }) => kind === "audio")?.enabled;

/** Counts the tokens that are asked for, on a clock that the test can set. */
function countTokens() {
  const counter = {
    count: 0,
    async prepare(page) {
      await page.clock.install();
      page.on("request", (request) => (counter.count += request.url().includes("/video-token") ? 1 : 0));
    },
  };
  return counter;
}

const shownToken = (visit) => visit.page.locator(".jwt").evaluate((shown) => shown.textContent);

/** Looks at what the signalling heard until it is so. */
async function until(condition) {
  const end = Date.now() + 15_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `Not within 15 s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
