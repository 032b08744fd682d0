import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { INSECURE_HOST, launch, Visit } from "./support/chromium.js";
import { startService } from "./support/service.js";
import { TwilioRest } from "./support/twilio-rest.js";

const rest = new TwilioRest();
let service;
let browser;

before(async () => {
  await rest.start();
  service = await startService({
    ...rest.variables,
    TWILIO_READ_TIMEOUT: "2s",
    TWILIO_BREAKER_WINDOW: "1000",
    VIDEO_PAGE_ENABLED: "true",
    VIDEO_ROOM_ALLOWED: "[a-km-z].*",
    VIDEO_LIMITS_NEW_ROOMS_PER_MINUTE: "1",
  });
  // The first call of all takes its time.
  await fetch(`${service.origin}/video-token?identity=alice`);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await service?.stop();
  rest.stop();
});

const open = (prepare) => Visit.open(browser, service.origin, { prepare });

/** The service itself fails so, with Twilio as it is told here. */
const REAL = [
  ["invalid-request", "identity must not be blank.", /Correct what is named/, { name: " " }],
  ["room-not-allowed", /./, /your bearer token where it names rooms/, { room: "locked" }],
  ["twilio-rejected", /./, /check TWILIO_API_KEY/, { room: "a", twilio: { status: 401, code: 20003 } }],
  ["twilio-rejected", /./, /VIDEO_ROOM_TYPE/, { room: "b", twilio: { status: 400, code: 53126 } }],
  ["twilio-rejected", /./, /does not help/, { room: "c", twilio: { status: 403, code: 20006 } }],
  ["twilio-throttled", /./, /Wait/, { room: "d", twilio: { status: 429, code: 20429, headers: { "Retry-After": "30" } }, wait: true }],
  ["twilio-unavailable", /./, /Twilio has trouble/, { room: "e", twilio: { status: 500, code: 20500 }, wait: true }],
  ["twilio-timeout", /./, /Try again/, { room: "f", twilio: { silence: true } }],
];

for (const [slug, detail, advice, { name = "alice", room = "", twilio = null, wait = false }] of REAL) {
  test(`${slug}${twilio?.code ? ` with code ${twilio.code}` : ""} is told, and what to do`, async () => {
    const visit = await open();
    rest.fail(twilio);
    await visit.ask(name, room);
    await assertTold(visit, slug, detail, advice);
    assert.match(await visit.text("problem-facts"), / · request [\w-]+$/);
    assert.equal(await visit.$("problem-wait").isVisible(), wait);
    rest.fail(null);
    await visit.close({ failures: true });
  });
}

test("room-budget-spent is told, and another room may be asked for at once", async () => {
  const visit = await open();
  await visit.askForToken("alice", "new-1");
  await visit.ask("alice", "new-2");
  await assertTold(visit, "room-budget-spent", /./, /one that is in use/);
  assert.equal(await visit.$("get-token").getAttribute("aria-disabled"), "true");
  await visit.askForToken("alice", "in-use");
  await visit.close({ failures: true });
});

/** What only a service with other settings answers. */
const PLAYED = [
  ["unauthenticated", 401, /bearer token/],
  ["identity-mismatch", 403, /Leave the name empty/],
  ["forbidden", 403, /tell them what stands above/],
  ["rate-limited", 429, /Wait/],
  ["sign-in-unavailable", 503, /identity provider/],
  ["internal", 500, /not your fault/],
  ["not-found", 404, /address of the service/],
  ["of-another-day", 503, /Wait, and try again/],
];

for (const [slug, status, advice] of PLAYED) {
  test(`${slug} is told, and what to do`, async () => {
    const visit = await open((page) => answer(page, problem(slug, status)));
    await visit.ask("alice");
    await assertTold(visit, slug, "The detail.", advice);
    assert.equal(await visit.text("problem-facts"), `${slug} · status ${status} · request 7c0f`);
    await visit.close({ failures: true });
  });
}

test("a rate limit counts down, and the button waits with it", async () => {
  let asked = 0;
  const visit = await open(async (page) => {
    await page.clock.install();
    page.on("request", (request) => (asked += request.url().includes("/video-token") ? 1 : 0));
    await answer(page, problem("rate-limited", 429, { "Retry-After": "75" }));
  });
  await visit.ask("alice");
  await visit.says("problem-wait", /^Try again in 1:1[0-5]$/);
  await visit.says("announcements", /^Try again in 1:1[0-5]\.$/);
  await visit.page.clock.fastForward(60_000);
  await visit.says("problem-wait", /^Try again in (\d|1[0-5]) s$/);
  await visit.$("room-name-field").fill("another");
  assert.equal(await visit.$("get-token").getAttribute("aria-disabled"), "true");
  await visit.page.keyboard.press("Enter");
  await visit.says("announcements", /^Try again in (\d|1[0-5]) s\.$/);
  assert.equal(asked, 1);
  await visit.page.clock.fastForward(16_000);
  await visit.says("announcements", "You can try again now.");
  assert.ok(await visit.$("problem-wait").isHidden());
  await visit.page.keyboard.press("Enter");
  await visit.says("problem-wait", /^Try again in 1:1\d$/);
  assert.equal(asked, 2);
  await visit.close({ failures: true });
});

test("a time to wait until is that of the service's clock, however wrong the one here is", async () => {
  const now = Date.now();
  const headers = { Date: new Date(now).toUTCString(), "Retry-After": new Date(now + 75_000).toUTCString() };
  const visit = await open(async (page) => {
    await page.clock.install({ time: now - 5 * 3600_000 });
    await answer(page, problem("twilio-throttled", 503, headers));
  });
  await visit.ask("alice");
  await visit.says("problem-wait", /^Try again in 1:1[0-5]$/);
  await visit.close({ failures: true });
});

test("a service that cannot be reached is told", async () => {
  const visit = await open((page) => page.route("**/video-token*", (route) => route.abort()));
  await visit.ask("alice");
  await assertTold(visit, "unreachable", "It did not answer at all.", /online/);
  await visit.close({ failures: true });
});

test("an answer that is a gateway's is told", async () => {
  const visit = await open((page) => answer(page, { status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }));
  await visit.ask("alice");
  await assertTold(visit, "unknown", /status 502/, /gateway/);
  await visit.close({ failures: true });
});

/** What is on its way between the service and the page can answer with anything. */
const STRANGE = {
  "that is JSON and no problem": [{ status: 500, json: { type: 1 } }, /status 500/],
  "whose token is none": [{ json: { token: "x" } }, /status 200/],
  "whose token never expires": [{ json: { token: "e30.e30.e30" } }, /status 200/],
  "that leads elsewhere": [{ status: 302, headers: { Location: "https://gateway.test/sign-in" } }, /elsewhere/],
};

for (const [what, [response, detail]] of Object.entries(STRANGE)) {
  test(`an answer ${what} is told as one that is not the service's`, async () => {
    const visit = await open();
    await visit.askForToken("alice");
    await answer(visit.page, response);
    await visit.ask("alice");
    await assertTold(visit, "unknown", detail, /gateway/);
    await visit.close({ failures: true });
  });
}

test("a service that is silent is told after a while, and can be asked again", async () => {
  const visit = await open(async (page) => {
    await page.clock.install();
    await page.addInitScript(keepTimeoutsOnTheClock);
    await page.route("**/video-token*", () => {}, { times: 1 });
  });
  await visit.ask("alice");
  await visit.says("announcements", "Asking for a token…");
  await visit.page.clock.fastForward(69_000);
  assert.equal(await visit.$("get-token").getAttribute("aria-busy"), "true");
  await visit.page.clock.fastForward(1_000);
  await assertTold(visit, "silent", "Nothing came within 70 s.", /try again/);
  await visit.askForToken("alice");
  await visit.close({ failures: true });
});

test("the field that is wrong is marked, and what is typed is not lost", async () => {
  const visit = await open();
  await visit.ask("alice", "no room");
  await visit.says("room-error", "It must be 1 to 128 of A-Z a-z 0-9 _ -, and neither the word null nor a room's SID.");
  assert.equal(await visit.$("room-name-field").getAttribute("aria-invalid"), "true");
  assert.equal(await visit.$("name-field").getAttribute("aria-invalid"), null);
  assert.equal(await visit.$("room-name-field").inputValue(), "no room");
  await visit.askForToken("alice", "room");
  assert.equal(await visit.$("room-name-field").getAttribute("aria-invalid"), null);
  assert.ok(await visit.$("problem").isHidden());
  await visit.close({ failures: true });
});

test("a failure takes the token of before away", async () => {
  const visit = await open();
  await visit.askForToken("alice");
  await visit.ask(" ");
  await visit.$("problem").waitFor();
  assert.ok(await visit.$("token").isHidden());
  assert.ok(await visit.$("join").isDisabled());
  await visit.close({ failures: true });
});

test("a page whose scripts do not all come says so", async () => {
  const visit = await open((page) => page.route("**/sdk-error.js", (route) => route.abort()));
  await visit.says("loading", "reload it");
  assert.ok(await visit.$("get-token").isDisabled());
  await visit.page.unroute("**/sdk-error.js");
  await visit.page.reload();
  await visit.askForToken("alice");
  assert.ok(await visit.$("loading").isHidden());
  await visit.close({ failures: true });
});

test("without a camera there is a token all the same", async () => {
  const bare = await launch({ devices: false });
  const visit = await Visit.open(bare, service.origin);
  await visit.askForToken("alice");
  await visit.says("camera-state", "There is no camera.");
  await visit.close();
  await bare.close();
});

test("who refuses the camera gets a token all the same", async () => {
  const bare = await launch({ allowed: false });
  const visit = await Visit.open(bare, service.origin, { options: { permissions: ["notifications"] } });
  await visit.askForToken("alice");
  await visit.says("camera-state", "The camera was refused.");
  await visit.close();
  await bare.close();
});

test("without HTTPS it says what that means", async () => {
  const visit = await Visit.open(browser, `http://${INSECURE_HOST}:${service.port}`);
  await visit.askForToken("alice");
  await visit.says("camera-state", "only over HTTPS or from localhost");
  await visit.says("join-why", "Joining needs HTTPS or localhost");
  assert.ok(await visit.$("join").isDisabled());
  await visit.$("copy-token").click();
  await visit.says("announcements", "It is selected");
  const selected = await visit.page.evaluate(() => String(getSelection()));
  assert.ok(visit.tokens.has(selected));
  const hint = await visit.$("copy-token").evaluate((button) => getComputedStyle(button, "::after").content);
  assert.match(hint, /Ctrl\+C/);
  await visit.close();
});

async function assertTold(visit, slug, detail, advice) {
  await visit.$("problem").waitFor();
  assert.match(await visit.text("problem-facts"), new RegExp(`^${slug}\\b`));
  assert.ok((await visit.text("problem-title")).length > 10);
  assert.match(await visit.text("problem-detail"), typeof detail === "string" ? new RegExp(`^${detail}$`) : detail);
  assert.match(await visit.text("problem-advice"), advice);
  assert.ok(await visit.$("token").isHidden());
}

/** Signals that time out, too, by the clock that the test can set. */
function keepTimeoutsOnTheClock() {
  AbortSignal.timeout = (milliseconds) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("It took too long", "TimeoutError")), milliseconds);
    return controller.signal;
  };
}

function answer(page, response) {
  return page.route("**/video-token*", (route) => route.fulfill(response));
}

function problem(slug, status, headers = {}) {
  const type = `urn:video-token:${slug}`;
  return {
    status,
    headers: { "X-Request-Id": "7c0f", ...headers },
    contentType: "application/problem+json",
    body: JSON.stringify({ type, title: "What is wrong", status, detail: "The detail.", instance: "/video-token" }),
  };
}
