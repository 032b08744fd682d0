import assert from "node:assert/strict";
import { test } from "node:test";
import { jwtVerify } from "jose";
import { assertEnded, isHeard, kindsSent, open, openAndJoin, openInCall, rest, service, signalling, until } from "./support/calls.js";
import { launch } from "./support/chromium.js";
import { connected, error, other } from "./support/signalling.js";

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

test("says who all are in where several are", async () => {
  signalling.onConnect = (message) => connected(message, [other("Bob", 2), other("Carol", 3)]);
  const visit = await openInCall();
  await visit.says("announcements", "Bob is in. Carol is in.");
  await visit.close();
});

const IMPATIENT = {
  "by a double click": (visit) => visit.page.getByRole("button", { name: "Join the call" }).dblclick(),
  "by a key that is held": async ({ page }) => {
    await page.getByRole("button", { name: "Join the call" }).focus();
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
  },
};

for (const [how, join] of Object.entries(IMPATIENT)) {
  test(`joins ${how}, and does not leave by it`, async () => {
    const visit = await open();
    await visit.askForToken("alice", "standup");
    await join(visit);
    await visit.says("call-state", "Connected to standup as alice.");
    assert.equal(signalling.connects.length, 1);
    await visit.close();
  });
}

test("shows the picture of another while there is one, and an initial otherwise", async () => {
  const visit = await openInCall();
  // A track of the real SDK, in the place of one that the network would bring.
  await visit.page.evaluate(async () => {
    const { PeopleView } = await import(document.querySelector("script[type=module]").src.replace("page.js", "people-view.js"));
    const on = {};
    window.track = new window.Twilio.Video.LocalVideoTrack(document.getElementById("own-video").srcObject.getTracks()[0].clone());
    window.tell = (event) => on[event](window.track);
    window.sound = () => {
      const { stream } = new AudioContext().createMediaStreamDestination();
      on.trackSubscribed(new window.Twilio.Video.LocalAudioTrack(stream.getTracks()[0]));
    };
    const bob = { identity: "Bob", tracks: new Map(), audioTracks: new Map(), on: (event, heard) => (on[event] = heard) };
    new PeopleView().enter(bob);
  });
  const tile = visit.page.locator(".tile", { hasText: "Bob (muted)" });
  const picture = visit.page.getByLabel("Video of Bob");
  await tile.locator(".initial", { hasText: "B" }).waitFor();
  await visit.page.evaluate(() => window.sound());
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
  await visit.page.getByRole("button", { name: "Mute", exact: true }).dblclick();
  assert.equal(await visit.text("mute"), "Mute");
  await visit.close();
});

test("says that its sound is gone where the microphone is, and the others are told", async () => {
  const visit = await openInCall({ prepare: (page) => page.addInitScript(keepTracks) });
  await visit.$("mute").focus();
  await visit.page.evaluate(() => window.given.audio.dispatchEvent(new Event("ended")));
  await visit.says("call-state", "Connected to standup as alice. The others cannot hear you. The microphone is gone.");
  await until(() => kindsSent() === "video");
  assert.ok(await visit.$("mute").isHidden());
  assert.equal(await visit.focused(), "leave");
  signalling.cut();
  await visit.says("call-state", "Connected again. The others cannot hear you. The microphone is gone.");
  await visit.close({ failures: true });
});

test("sends no sound of a microphone that went away while joining", async () => {
  let letIn;
  signalling.onConnect = (message) => {
    letIn = () => signalling.tell(connected(message));
    return null;
  };
  const visit = await openAndJoin({ prepare: (page) => page.addInitScript(keepTracks) });
  await until(() => letIn);
  await visit.page.evaluate(() => window.given.audio.dispatchEvent(new Event("ended")));
  letIn();
  await visit.says("call-state", "Connected to standup as alice. The others cannot hear you. The microphone is gone.");
  await until(() => kindsSent() === "video");
  await visit.close();
});

test("says that the camera is gone where it is", async () => {
  const visit = await openInCall({ prepare: (page) => page.addInitScript(keepTracks) });
  await visit.page.evaluate(() => window.given.video.dispatchEvent(new Event("ended")));
  await visit.says("camera-state", "The camera is gone.");
  await visit.says("announcements", "The camera is gone.");
  await until(() => kindsSent() === "audio");
  await visit.close();
});

test("takes back why the last call ended when there is a new token", async () => {
  signalling.onConnect = () => error(53106);
  const visit = await openAndJoin();
  await visit.$("call-problem").waitFor();
  await visit.askForToken("alice", "standup");
  await visit.$("call-problem").waitFor({ state: "hidden" });
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
  await visit.says("call-state", "Connected to standup as alice. The others cannot hear you. There is no microphone.");
  assert.deepEqual(signalling.connects[0].participant.tracks, []);
  assert.ok(await visit.$("mute").isHidden());
  await visit.close();
  await bare.close();
});

/** The devices' tracks, so that the test can have them end as by themselves. */
function keepTracks() {
  window.given = {};
  const devices = navigator.mediaDevices;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = await getUserMedia(wanted);
    stream.getTracks().forEach((track) => (window.given[track.kind] = track));
    return stream;
  };
}
