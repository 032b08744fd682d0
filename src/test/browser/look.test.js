import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, Visit } from "./support/chromium.js";
import { startService } from "./support/service.js";
import { Signalling, connected, error, other } from "./support/signalling.js";
import { TwilioRest } from "./support/twilio-rest.js";

const AXE = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

const SHOTS = new URL("../../../target/screenshots/", import.meta.url);

/** Narrow is also what is left of a desk at 400 %. */
const WIDTHS = { narrow: { width: 320, height: 640 }, phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

const LONG_NAME = "firstname.lastname@department.example.com";

/** What can be seen of the page, and how one comes to see it. */
const STATES = {
  start: async () => {},
  token: async (visit) => {
    await visit.askForToken("Alice", "standup");
    await seen(visit);
  },
  refused: async (visit) => {
    await visit.ask("Alice", "not a room");
    await visit.$("problem").waitFor();
  },
  waiting: async (visit, { rest }) => {
    rest.fail({ status: 429, code: 20429, headers: { "Retry-After": "30" } });
    await visit.ask("Alice", `room-${Date.now()}`);
    await visit.$("problem-wait").waitFor();
    rest.fail(null);
  },
  call: async (visit) => {
    await visit.askForToken(LONG_NAME, "standup");
    await seen(visit);
    await assertFramed(visit);
    await visit.join();
    await visit.says("call-state", "Connected");
    await visit.says("people-list", "Bob");
  },
  full: async (visit, { signalling }) => {
    signalling.onConnect = () => error(53105);
    await visit.askForToken("Alice", "standup");
    await visit.join();
    await visit.$("call-problem").waitFor();
  },
};

const rest = new TwilioRest();
let service;
let browser;

before(async () => {
  await rest.start();
  service = await startService({ ...rest.variables, VIDEO_PAGE_ENABLED: "true", VIDEO_ROOM_ALLOWED: "[a-z0-9-]+" });
  mkdirSync(SHOTS, { recursive: true });
  browser = await launch({ picture: await face() });
});

after(async () => {
  await browser?.close();
  await service?.stop();
  rest.stop();
});

/** What the camera sees: a film of one drawn picture. */
async function face() {
  const painter = await launch();
  const page = await painter.newPage({ viewport: { width: 640, height: 480 } });
  await page.goto(new URL("support/face.svg", import.meta.url).href);
  const film = new URL("face.mjpeg", SHOTS).pathname;
  writeFileSync(film, await page.screenshot({ type: "jpeg", quality: 100 }));
  await painter.close();
  return film;
}

/** Until the picture of the camera is there. Chromium plays it only where it can be seen. */
async function seen(visit) {
  await visit.$("own-video").scrollIntoViewIfNeeded();
  await visit.page.waitForFunction(() => document.getElementById("own-video").currentTime > 0);
}

async function open(viewport, colorScheme, signalling = new Signalling()) {
  const options = { viewport, colorScheme, reducedMotion: "reduce" };
  return Visit.open(browser, service.origin, { options, signalling });
}

for (const [width, viewport] of Object.entries(WIDTHS)) {
  for (const scheme of ["light", "dark"]) {
    for (const [state, bring] of Object.entries(STATES)) {
      test(`${state} looks right to axe, ${width}, ${scheme}`, async () => {
        const signalling = new Signalling();
        signalling.onConnect = (message) => connected(message, [other("Bob", 2)]);
        const visit = await open(viewport, scheme, signalling);
        await bring(visit, { rest, signalling });
        await visit.page.screenshot({ path: new URL(`${state}-${width}-${scheme}.png`, SHOTS).pathname, fullPage: true });
        await assertAccessible(visit);
        assert.ok(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "It is too wide");
        await visit.close({ failures: true });
      });
    }
  }
}

test("says all of why there is no picture, however narrow", async () => {
  const bare = await launch({ allowed: false });
  const options = { viewport: WIDTHS.narrow, permissions: ["notifications"] };
  const visit = await Visit.open(bare, service.origin, { options });
  await visit.askForToken("Alice", "standup");
  await visit.says("camera-state", "The camera was refused.");
  const height = (id) => visit.$(id).evaluate(({ clientHeight, scrollHeight }) => [clientHeight, scrollHeight]);
  const [[there], [, needed]] = await Promise.all(["own", "own-empty"].map(height));
  assert.ok(needed <= there, `${needed} px of ${there}`);
  await visit.close();
  await bare.close();
});

test("the sandbox looks right to axe, and is the README's picture on request", async () => {
  const sandbox = await startService({ SPRING_PROFILES_ACTIVE: "sandbox" });
  const visit = await Visit.open(browser, sandbox.origin, { options: { viewport: { width: 920, height: 840 } } });
  await visit.askForToken("Alice");
  await seen(visit);
  await visit.page.mouse.move(0, 0);
  const path = process.env.README_PICTURE ? new URL("../../../docs/page.png", import.meta.url) : new URL("sandbox.png", SHOTS);
  await visit.page.screenshot({ path: path.pathname });
  await assertAccessible(visit);
  await visit.close();
  await sandbox.stop();
});

/** The picture, whatever its shape, is as large as its tile. */
async function assertFramed(visit) {
  const box = (id) => visit.$(id).evaluate((element) => Object.values(element.getBoundingClientRect().toJSON()).map(Math.round));
  assert.deepEqual(await box("own-video"), await box("own"));
}

async function assertAccessible({ page }) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]), []);
}
