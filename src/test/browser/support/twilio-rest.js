import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const hex = () => randomBytes(16).toString("hex");

/** Twilio's Rooms API as far as the service uses it, with credentials made up at each run, and failures on order. */
export class TwilioRest {
  accountSid = `AC${hex()}`;
  apiKey = `SK${hex()}`;
  apiSecret = hex();
  roomSid = `RM${hex()}`;
  #failure = null;
  #server = createServer((request, response) => this.#answer(request, response));

  async start() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** What the service needs to be told to call this in place of Twilio. */
  get variables() {
    return {
      TWILIO_ACCOUNT_SID: this.accountSid,
      TWILIO_API_KEY: this.apiKey,
      TWILIO_API_SECRET: this.apiSecret,
      TWILIO_BASE_URL: `http://127.0.0.1:${this.#server.address().port}`,
    };
  }

  /** From now on every call fails so: with a status, Twilio's code and headers, or by silence; null ends it. */
  fail(failure) {
    this.#failure = failure;
  }

  #answer(request, response) {
    const failure = this.#failure;
    if (failure?.silence) return;
    if (failure) {
      const { status, code, headers } = failure;
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(JSON.stringify({ code, message: "No", status }));
      return;
    }
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(request.method === "POST" ? this.#room(body) : { rooms: this.#find(request) }));
    });
  }

  /** Rooms whose name begins with "new" are not there before they are created. */
  #find(request) {
    const room = this.#room(new URL(request.url, "http://twilio").search);
    return room.unique_name.startsWith("new") ? [] : [room];
  }

  #room(parameters) {
    const name = new URLSearchParams(parameters).get("UniqueName");
    return { sid: this.roomSid, unique_name: name, status: "in-progress", type: "go" };
  }
}
