import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { launch, Visit } from "./support/chromium.js";
import { startService } from "./support/service.js";

let service;
let browser;

before(async () => {
  service = await startService({ SPRING_PROFILES_ACTIVE: "sandbox" });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

const open = (options) => Visit.open(browser, service.origin, options);

test("one click shows one's own face and a token", async () => {
  const visit = await open();
  await visit.askForToken();
  await visit.page.waitForFunction(() => {
    const video = document.getElementById("own-video");
    return video.videoWidth > 0 && video.currentTime > 0.2;
  });
  assert.match(await visit.text("token-identity"), /^guest-\d{4}$/);
  await visit.close();
});

test("shows what the token is", async () => {
  const visit = await open();
  const answered = visit.page.waitForResponse(/\/video-token\?/);
  await visit.askForToken("Zoë 🎥 O'Hara");
  const answer = await (await answered).json();
  assert.equal(await visit.text("token-room"), "myroom");
  assert.equal(await visit.text("token-identity"), "Zoë 🎥 O'Hara");
  assert.equal(await visit.text("token-sid"), answer.roomSid);
  assert.equal(await visit.text("token-type"), "go");
  assert.equal(await visit.$("token-expires").getAttribute("datetime"), answer.expiresAt);
  assert.equal((await visit.page.locator(".jwt").innerText()).replace(/\s/g, ""), answer.token);
  const claims = JSON.parse(await visit.text("token-claims"));
  assert.deepEqual(claims.grants, { identity: "Zoë 🎥 O'Hara", video: { room: "myroom" } });
  assert.equal(new Date(claims.exp * 1000).getTime(), new Date(answer.expiresAt).getTime());
  assert.equal(JSON.parse(await visit.text("token-header")).cty, "twilio-fpa;v=1");
  await visit.close();
});

test("counts down what is left of the token", async () => {
  const visit = await open({ prepare: (page) => page.clock.install() });
  await visit.askForToken("alice");
  await visit.says("token-left", /^(4:00:00|3:59:5\d) left$/);
  await visit.page.clock.fastForward("03:59:30");
  await visit.says("token-left", /^[12]\d s left$/);
  await visit.page.clock.fastForward("01:00");
  await visit.says("token-left", "expired");
  await visit.close();
});

test("an expiry is that of the service's clock, however wrong the one here is", async () => {
  const visit = await open({ prepare: (page) => page.clock.install({ time: Date.now() - 5 * 3600_000 }) });
  await visit.askForToken("alice");
  await visit.says("token-left", /^(4:00:00|3:59:5\d) left$/);
  await visit.close();
});

test("copies the token", async () => {
  const visit = await open({ options: { permissions: ["clipboard-read", "clipboard-write", "camera"] } });
  await visit.askForToken("alice");
  await visit.page.getByRole("button", { name: "Copy the token" }).click();
  await visit.says("announcements", "The token is copied.");
  const copied = await visit.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(visit.tokens.has(copied));
  await visit.close();
});

test("the request that it shows for the shell gets the same answer there", async () => {
  const visit = await open();
  await visit.askForToken("Zoë & 'Bob' $HOME `id` \\");
  const answer = JSON.parse(execFileSync("bash", ["-c", `${await visit.text("curl")} --silent`], { encoding: "utf8" }));
  assert.equal(answer.identity, "Zoë & 'Bob' $HOME `id` \\");
  await visit.close();
});

test("says in the sandbox why nobody can join", async () => {
  const visit = await open();
  await visit.askForToken("alice");
  await visit.says("sandbox-badge", "Sandbox");
  assert.ok(await visit.page.getByRole("button", { name: "Join the call" }).isDisabled());
  await visit.says("join-why", "Twilio does not know its tokens");
  await visit.close();
});

test("asks nobody but the service", async () => {
  const visit = await open();
  await visit.askForToken("alice");
  assert.deepEqual([...visit.asked], [new URL(service.origin).host]);
  await visit.close();
});

test("turns the camera off for good, and on again", async () => {
  const visit = await open();
  const camera = visit.$("camera");
  await visit.page.getByRole("button", { name: "Camera on" }).click();
  await visit.$("own-video").waitFor();
  await visit.page.evaluate(() => (window.track = document.getElementById("own-video").srcObject.getTracks()[0]));
  await camera.click();
  await visit.says("camera-state", "Your camera is off.");
  assert.equal(await visit.page.evaluate(() => window.track.readyState), "ended");
  await camera.click();
  await visit.$("own-video").waitFor();
  await visit.close();
});

test("a token turns no camera on that was turned off, but one that went by itself", async () => {
  const visit = await open();
  await visit.askForToken("alice");
  await visit.$("own-video").waitFor();
  await visit.$("camera").click();
  await visit.ask("alice");
  assert.equal(await visit.text("camera-state"), "Your camera is off.");
  await visit.$("camera").click();
  await visit.$("own-video").waitFor();
  await visit.page.evaluate(() => document.getElementById("own-video").srcObject.getTracks()[0].dispatchEvent(new Event("ended")));
  await visit.says("camera-state", "The camera is gone.");
  await visit.ask("alice");
  await visit.$("own-video").waitFor();
  await visit.close();
});

for (const [width, height] of [[390, 844], [320, 640]]) {
  test(`the token comes into view on a screen of ${width}x${height}`, async () => {
    const visit = await open({ options: { viewport: { width, height } } });
    await visit.askForToken("alice");
    await visit.says("announcements", "Here is the token.");
    const { top, bottom } = await visit.$("token-title").evaluate((title) => title.getBoundingClientRect());
    assert.ok(top >= 0 && bottom <= height, `The title is at ${top}`);
    await visit.close();
  });
}

test("the page stays where it is while the token is in view", async () => {
  const visit = await open();
  await visit.askForToken("alice");
  await visit.says("announcements", "Here is the token.");
  assert.equal(await visit.page.evaluate(() => scrollY), 0);
  await visit.close();
});

test("is used with the keyboard alone", async () => {
  const visit = await open();
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.focused(), "name-field");
  await visit.page.keyboard.type("alice");
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.focused(), "get-token");
  await visit.page.keyboard.press("Enter");
  await visit.$("token").waitFor();
  assert.equal(await visit.text("token-identity"), "alice");
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.focused(), "camera");
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.focused(), "copy-token");
  await visit.close();
});
