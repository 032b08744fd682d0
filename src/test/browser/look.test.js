import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, Visit } from "./support/chromium.js";
import { startService } from "./support/service.js";
import { Signalling, connected, error, other } from "./support/signalling.js";
import { TwilioRest } from "./support/twilio-rest.js";

const AXE = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

const SHOTS = new URL("../../../target/screenshots/", import.meta.url);

const WIDTHS = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

/** What can be seen of the page, and how one comes to see it. */
const STATES = {
  start: async () => {},
  token: async (visit) => {
    await visit.askForToken("Alice", "standup");
    await visit.$("own-video").waitFor();
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
    await visit.askForToken("Alice", "standup");
    await visit.$("own-video").waitFor();
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
  browser = await launch();
  mkdirSync(SHOTS, { recursive: true });
});

after(async () => {
  await browser?.close();
  await service?.stop();
  rest.stop();
});

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
        await visit.page.evaluate(AXE);
        const { violations } = await visit.page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]), []);
        assert.ok(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "It is too wide");
        await visit.close({ failures: true });
      });
    }
  }
}

/** On request, since it is another picture at each run. */
test("the README's picture", { skip: !process.env.README_PICTURE }, async () => {
  const visit = await open({ width: 1160, height: 760 }, "light");
  await visit.askForToken("Alice", "standup");
  await visit.$("own-video").waitFor();
  await visit.page.screenshot({ path: new URL("../../../docs/page.png", import.meta.url).pathname });
  await visit.close();
});
