import { decodeJwt } from "jose";

/** Twilio's signalling, played inside the browser's socket: what arrives is kept, what is to be answered is set. */
export class Signalling {
  hellos = [];
  connects = [];
  /** What to answer to a connect message; by default that one is in. */
  onConnect = (message) => connected(message);
  #socket = null;

  /** To be set before the page is opened: the SDK keeps the constructor that it finds. */
  async play(page) {
    await page.routeWebSocket("wss://global.vss.twilio.com/**", (socket) => {
      this.#socket = socket;
      socket.onMessage((text) => this.#receive(socket, JSON.parse(text)));
    });
    await page.routeWebSocket("wss://sdkgw.us1.twilio.com/**", () => {});
  }

  #receive(socket, { type, body }) {
    if (type === "hello") {
      this.hellos.push(body);
      socket.send(JSON.stringify({ type: "welcome", negotiatedTimeout: 60_000 }));
      send(socket, { type: "iced", version: 1, ice_servers: [] });
    } else if (body?.type === "connect" || body?.type === "sync") {
      if (body.type === "connect") this.connects.push(body);
      send(socket, this.onConnect(body));
    }
  }

  /** Tells the one who is in. */
  tell(body) {
    send(this.#socket, body);
  }

  /** The way to Twilio breaks. */
  cut() {
    this.#socket.close({ code: 3005 });
  }
}

function send(socket, body) {
  socket.send(JSON.stringify({ type: "msg", body }));
}

export function error(code) {
  return { type: "error", version: 2, code, message: "No" };
}

export function connected({ name, token, participant }, others = []) {
  return {
    type: "connected",
    version: 2,
    session: "session",
    sid: "RM00000000000000000000000000000001",
    name,
    participant: { sid: "PA00000000000000000000000000000001", identity: decodeJwt(token).grants.identity, state: "connected", revision: 1 },
    participants: others,
    published: {
      revision: participant?.revision ?? 0,
      tracks: (participant?.tracks ?? []).map(({ id }, i) => ({ id, sid: `MT${i}`, state: "ready" })),
    },
    peer_connections: [],
    options: { session_timeout: 30 },
  };
}

export function other(identity, number) {
  return { sid: `PA0000000000000000000000000000000${number}`, identity, state: "connected", revision: 1, tracks: [] };
}
