import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";

const SDK = "https://sdk.twilio.com/js/video/releases/2.36.0/twilio-video.min.js";

/** Hosts that the page may ask besides its own service. */
const TWILIO = ["sdk.twilio.com", "global.vss.twilio.com", "sdkgw.us1.twilio.com"];

/** Not localhost, and so no secure context. */
export const INSECURE_HOST = "insecure.test";

const FLAGS = [
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost`,
];

/** Chromium with a camera and a microphone that play a test picture, and somebody who allows it, or without. */
export function launch({ devices = true, allowed = true, picture } = {}) {
  const found = process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  return chromium.launch({
    executablePath: found,
    args: [
      ...FLAGS,
      ...(devices ? ["--use-fake-device-for-media-stream"] : []),
      ...(picture ? [`--use-file-for-fake-video-capture=${picture}`] : []),
      ...(allowed ? ["--use-fake-ui-for-media-stream"] : []),
    ],
    chromiumSandbox: false,
  });
}

/** A page of its own, in a profile of its own, that watches what is asked, said and kept. */
export class Visit {
  asked = new Set();
  said = [];
  tokens = new Set();

  static async open(browser, address, { options = {}, signalling, prepare = async () => {} } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", ...options });
    const visit = new Visit(context, await context.newPage());
    await visit.page.route(SDK, (route) =>
      route.fulfill({ path: new URL(import.meta.resolve("twilio-video/dist/twilio-video.min.js")).pathname }),
    );
    // Before the page is opened: the SDK keeps the constructor that it finds.
    await visit.page.routeWebSocket(/./, (socket) => {
      const { host, pathname } = new URL(socket.url());
      visit.asked.add(host);
      if (pathname === "/signaling") signalling?.take(socket);
    });
    await prepare(visit.page);
    visit.address = address;
    await visit.page.goto(address);
    return visit;
  }

  constructor(context, page) {
    this.context = context;
    this.page = page;
    page.on("request", (request) => this.asked.add(new URL(request.url()).host));
    page.on("console", (message) => this.said.push(message));
    page.on("pageerror", (error) => this.said.push({ type: () => "error", text: () => String(error), location: () => ({}) }));
    page.on("response", (response) => this.#remember(response));
  }

  async #remember(response) {
    if (!response.url().includes("/video-token") || !response.ok()) return;
    const { token } = await response.json().catch(() => ({}));
    if (token) this.tokens.add(token);
  }

  $(id) {
    return this.page.locator(`#${id}`);
  }

  text(id) {
    return this.$(id).innerText();
  }

  /** The id of what has the keyboard. */
  focused() {
    return this.page.evaluate(() => document.activeElement.id);
  }

  /** Asks for a token as this person, by what is on the page. */
  async ask(name, room) {
    if (name !== undefined) await this.page.getByLabel("Your name").fill(name);
    if (room !== undefined) await this.page.getByLabel("Room", { exact: true }).fill(room);
    await this.page.getByRole("button", { name: "Get a token" }).click();
  }

  async askForToken(name, room) {
    await this.ask(name, room);
    await this.$("token").waitFor();
  }

  async join() {
    await this.page.getByRole("button", { name: "Join the call" }).click();
  }

  /** Text that comes up within the time that Playwright grants. */
  async says(id, text) {
    await this.$(id).filter({ hasText: text }).waitFor();
  }

  /** Leaves, and holds the page to what it promises of every visit; failures are reported by browser and SDK. */
  async close({ failures = false } = {}) {
    const errors = this.said
      .filter((message) => message.type() === "error")
      .map((message) => message.text())
      .filter((text) => !(failures && /^Failed to load resource|\[connect #\d+\] event .*name: closed/.test(text)));
    assert.deepEqual(errors, []);
    const strangers = [...this.asked].filter((host) => host !== new URL(this.address).host && !TWILIO.includes(host));
    assert.deepEqual(strangers, []);
    await this.#assertNoTokenIsLeft();
    await this.context.close();
  }

  async #assertNoTokenIsLeft() {
    const kept = await this.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, history.state]));
    const { cookies } = await this.context.storageState();
    const traces = kept + JSON.stringify(cookies) + this.said.map((message) => message.text()).join();
    for (const token of this.tokens) assert.ok(!traces.includes(token), "A token was left behind");
    assert.doesNotMatch(traces, /eyJ/);
  }
}
