import assert from "node:assert/strict";
import { test } from "node:test";
import { assertEnded, countTokens, isHeard, kindsSent, open, openInCall, service, shownToken, signalling, until } from "./support/calls.js";
import { connected, error, other } from "./support/signalling.js";

const FOUR_HOURS = 4 * 3600_000;

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
    (route) => route.fulfill({ status: 429, headers: { "Retry-After": "75" }, json: { type: "urn:video-token:rate-limited", detail: "That was a lot." } }),
    { times: 1 },
  );
  signalling.cut();
  await visit.says("call-problem-detail", "That was a lot.");
  await visit.says("call-problem-advice", "Wait until then");
  await visit.says("call-problem-wait", /^Try again in 1:1[0-5]$/);
  await visit.page.clock.fastForward(60_000);
  await visit.$("join").press("Enter");
  await visit.says("announcements", /^Try again in (\d|1[0-5]) s\.$/);
  assert.ok(await visit.$("leave").isHidden());
  await visit.page.clock.fastForward(16_000);
  await visit.says("announcements", "You can try again now.");
  await visit.join();
  await visit.$("leave").waitFor();
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
