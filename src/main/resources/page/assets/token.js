/** An answer of the service, with its JWT taken apart. Nothing here checks the signature: only Twilio does. */
export class Token {
  constructor(answer, servedAt) {
    Object.assign(this, answer);
    this.parts = answer.token.split(".");
    this.header = decode(this.parts[0]);
    this.claims = decode(this.parts[1]);
    this.expiry = new Date(answer.expiresAt);
    /** How far the clock here is behind that of the service. */
    this.lag = servedAt ? new Date(servedAt) - Date.now() : 0;
  }

  /** None where the answer is not the service's. */
  static of(answer, servedAt) {
    try {
      const token = new Token(answer, servedAt);
      return Number.isNaN(token.expiry.getTime()) ? null : token;
    } catch {
      return null;
    }
  }

  get millisecondsLeft() {
    return this.expiry - Date.now() - this.lag;
  }
}

function decode(part) {
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
