import { decodeJwt } from "jose";

/** Twilio's signalling, played inside the browser's socket: what arrives is kept, what is to be answered is set. */
export class Signalling {
  ices = [];
  connects = [];
  syncs = [];
  /** Types of all that came after these. */
  heard = [];
  /** What to answer to a connect message; by default that one is in; null leaves that one waiting. */
  onConnect = (message) => connected(message);
  /** What to answer to one who comes back; null as above. */
  onSync = () => this.#synced;
  #state = null;
  #socket = null;

  take(socket) {
    this.#socket = socket;
    socket.onMessage((text) => this.#receive(socket, JSON.parse(text)));
  }

  #receive(socket, { type, body }) {
    if (type === "hello") socket.send(JSON.stringify({ type: "welcome", negotiatedTimeout: 60_000 }));
    if (body?.type === "ice") {
      this.ices.push(body);
      send(socket, { type: "iced", version: 1, ice_servers: [] });
    } else if (body?.type === "connect") {
      this.connects.push(body);
      this.#state = this.onConnect(body);
      if (this.#state) send(socket, this.#state);
    } else if (body?.type === "sync") {
      this.syncs.push(body);
      const answer = this.onSync();
      if (answer) send(socket, answer);
    } else if (body) {
      this.heard.push(body);
    }
  }

  get #synced() {
    return { ...this.#state, type: "synced" };
  }

  /** Answers the one who comes back and was left waiting. */
  letBack() {
    this.tell(this.#synced);
  }

  /** Tells the one who is in. */
  tell(body) {
    send(this.#socket, body);
  }

  /** These others are in now, and nobody else. */
  tellWhoIsIn(...others) {
    this.tell({ ...this.#state, type: "update", participants: others });
  }

  /** The way to Twilio breaks. */
  cut() {
    this.#socket.close({ code: 1012 });
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
