import assert from "node:assert/strict";
import { after, before, beforeEach } from "node:test";
import { launch, Visit } from "./chromium.js";
import { startService } from "./service.js";
import { Signalling } from "./signalling.js";
import { TwilioRest } from "./twilio-rest.js";

export const rest = new TwilioRest();
export let service;
let browser;
export let signalling;

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

export async function open({ browser: another, prepare } = {}) {
  return Visit.open(another ?? browser, service.origin, { signalling, prepare });
}

export async function openAndJoin(options) {
  const visit = await open(options);
  await visit.askForToken("alice", "standup");
  await visit.$("own-video").waitFor();
  await visit.join();
  return visit;
}

export async function openInCall(options) {
  const visit = await openAndJoin(options);
  await visit.says("call-state", "Connected to standup as alice.");
  return visit;
}

export async function assertEnded(visit, title, advice, code) {
  await visit.says("call-problem-title", title);
  await visit.says("call-problem-advice", advice);
  await visit.says("call-problem-facts", `Twilio's code ${code}`);
  assert.ok(await visit.$("join").isEnabled());
  assert.ok(await visit.$("people").isHidden());
  assert.ok(await visit.$("mute").isHidden());
}

const tracksSent = () => signalling.heard.findLast(({ participant }) => participant)?.participant.tracks;

export const kindsSent = () => tracksSent()?.map(({ kind }) => kind).sort().join();

export const isHeard = () => tracksSent()?.find(({ kind }) => kind === "audio")?.enabled;

/** Counts the tokens that are asked for, on a clock that the test can set. */
export function countTokens() {
  const counter = {
    count: 0,
    async prepare(page) {
      await page.clock.install();
      page.on("request", (request) => (counter.count += request.url().includes("/video-token") ? 1 : 0));
    },
  };
  return counter;
}

export const shownToken = (visit) => visit.page.locator(".jwt").evaluate((shown) => shown.textContent);

/** Looks at what the signalling heard until it is so. */
export async function until(condition) {
  const end = Date.now() + 15_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `Not within 15 s: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
