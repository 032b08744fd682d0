import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SignJWT } from "jose";
import { launch, Visit } from "./support/chromium.js";
import { startService } from "./support/service.js";
import { Signalling, connected, error } from "./support/signalling.js";
import { TwilioRest } from "./support/twilio-rest.js";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const rest = new TwilioRest();
const folder = mkdtempSync(join(tmpdir(), "sign-in-"));
let service;
let browser;
let bearer;

before(async () => {
  const key = join(folder, "key.pem");
  writeFileSync(key, publicKey.export({ type: "spki", format: "pem" }));
  await rest.start();
  service = await startService({
    ...rest.variables,
    VIDEO_PAGE_ENABLED: "true",
    SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION: `file:${key}`,
  });
  browser = await launch();
  bearer = await bearerOf("alice");
});

after(async () => {
  await browser?.close();
  await service?.stop();
  rest.stop();
  rmSync(folder, { recursive: true });
});

/** No two are the same. */
function bearerOf(name) {
  const token = new SignJWT({ jti: randomUUID() }).setProtectedHeader({ alg: "RS256" });
  return token.setSubject(name).setExpirationTime("5m").sign(privateKey);
}

test("sends the bearer token, and leaves it nowhere else", async () => {
  const visit = await Visit.open(browser, service.origin);
  visit.tokens.add(bearer);
  await visit.page.getByLabel("Bearer token").fill(bearer);
  const request = visit.page.waitForRequest(/\/video-token/);
  await visit.askForToken("alice");
  assert.equal((await request).headers().authorization, `Bearer ${bearer}`);
  assert.equal(
    await visit.text("curl"),
    `curl -H "Authorization: Bearer $TOKEN" '${service.origin}/video-token?identity=alice'`,
  );
  assert.ok(!(await visit.page.locator("body").innerText()).includes(bearer));
  await visit.close();
});

test("asks without a name where the bearer token has it", async () => {
  const visit = await Visit.open(browser, service.origin);
  assert.equal(await visit.$("name-field").inputValue(), "");
  await visit.page.getByLabel("Bearer token").fill(bearer);
  const request = visit.page.waitForRequest(/\/video-token/);
  await visit.askForToken();
  assert.equal((await request).url(), `${service.origin}/video-token`);
  assert.equal(await visit.text("token-identity"), "alice");
  await visit.close();
});

for (const [whose, told, text] of [
  ["alice", "call-state", "Connected to myroom as alice."],
  ["bob", "call-problem-facts", "identity-mismatch"],
]) {
  test(`takes a new token for the call with the bearer token that is ${whose}'s by then`, async () => {
    const signalling = new Signalling();
    signalling.onConnect = (message) => (signalling.connects.length === 1 ? error(20104) : connected(message));
    const visit = await Visit.open(browser, service.origin, { signalling });
    await visit.page.getByLabel("Bearer token").fill(bearer);
    await visit.askForToken();
    const another = await bearerOf(whose);
    await visit.page.getByLabel("Bearer token").fill(another);
    const request = visit.page.waitForRequest(/\/video-token/);
    await visit.join();
    assert.equal((await request).headers().authorization, `Bearer ${another}`);
    await visit.says(told, text);
    await visit.close({ failures: true });
  });
}

test("says what to do without a bearer token, and with another's", async () => {
  const visit = await Visit.open(browser, service.origin);
  await visit.ask("alice");
  await visit.says("problem-facts", "unauthenticated");
  await visit.says("problem-advice", "Paste a bearer token");
  await visit.page.getByLabel("Bearer token").fill(bearer);
  await visit.ask("bob");
  await visit.says("problem-facts", "identity-mismatch");
  await visit.says("problem-advice", "Leave the name empty");
  await visit.close({ failures: true });
});

for (const [what, character] of [["an ellipsis", "…"], ["a curly quote", "\u201d"], ["an invisible space", "\u200b"]]) {
  test(`says of a bearer token with ${what} that it cannot be sent`, async () => {
    const visit = await Visit.open(browser, service.origin);
    await visit.page.getByLabel("Bearer token").fill(`abc${character}`);
    await visit.ask("alice");
    await visit.says("problem-facts", "bearer-unusable");
    await visit.says("problem-advice", "Copy");
    await visit.close();
  });
}

test("does not ask to sign in where nobody has to", async () => {
  const open = await startService({ SPRING_PROFILES_ACTIVE: "sandbox" });
  const visit = await Visit.open(browser, open.origin);
  assert.ok(await visit.$("sign-in").isHidden());
  assert.ok(await visit.$("room-choice").isHidden());
  await visit.close();
  await open.stop();
});
