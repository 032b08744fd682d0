const URN = "urn:video-token:";

const OPERATOR = "Whoever runs this service finds the reason in its log.";

/** What to do, by the end of the problem's type. */
const ADVICE = {
  "invalid-request": "Correct what is named, and try again.",
  unauthenticated: "Paste a bearer token of your identity provider that has not expired.",
  "identity-mismatch": "Leave the name empty, or type the one that your bearer token is for.",
  "room-not-allowed": "Ask for another room. VIDEO_ROOM_ALLOWED, and your bearer token where it names rooms, say which.",
  forbidden: "Ask whoever runs this service to let you have tokens, and tell them what stands above.",
  "rate-limited": "Wait until then, and try again.",
  "sign-in-unavailable": "The identity provider cannot be reached to check your bearer token. Wait, and try again.",
  "not-found": "Open the page at the address of the service itself: it asks for its tokens beside it.",
  "twilio-rejected": `Trying again does not help. ${OPERATOR}`,
  "twilio-throttled": "Too much is asked of Twilio's account at the moment. Wait, and try again.",
  "twilio-unavailable": "Twilio has trouble, or the way to it. Wait, and try again.",
  "twilio-timeout": "Twilio is slow at the moment. Try again.",
  "room-budget-spent": "This room is new, and too many new ones were asked for. Wait, or ask for one that is in use.",
  internal: `It is not your fault. ${OPERATOR}`,
};

const ADVICE_BY_TWILIO_CODE = {
  20003: "Twilio does not know the service's credentials: check TWILIO_API_KEY and TWILIO_API_SECRET.",
  53126: "Twilio's account may not create rooms of this type: set VIDEO_ROOM_TYPE or VIDEO_ROOM_FALLBACK_TYPE to group.",
};

/** Why there is no token: what the service says of it, and what to do. */
export class Problem extends Error {
  constructor({ slug, title, detail, status, advice, errors = [], twilioCode, requestId, retryAfter }) {
    super(title);
    Object.assign(this, { slug, title, detail, status, advice, errors, twilioCode, requestId, retryAfter });
  }

  /** What whoever looks into it has to know, in one line. */
  get facts() {
    const { slug, status, twilioCode, requestId } = this;
    return [slug, status && `status ${status}`, twilioCode && `Twilio's code ${twilioCode}`, requestId && `request ${requestId}`]
      .filter(Boolean)
      .join(" · ");
  }

  static unreachable() {
    return new Problem({
      slug: "unreachable",
      title: "The service cannot be reached",
      detail: "It did not answer at all.",
      advice: "See whether it runs and whether you are online, and try again.",
    });
  }

  static silent(seconds) {
    return new Problem({
      slug: "silent",
      title: "The service does not answer",
      detail: `Nothing came within ${seconds} s.`,
      advice: "See whether you are online, and try again.",
    });
  }

  /** No header takes it. */
  static unusableBearer() {
    return new Problem({
      slug: "bearer-unusable",
      title: "The bearer token cannot be sent",
      detail: "It has characters that none has: an ellipsis, a curly quote, an invisible space or the like.",
      advice: "Copy the whole of it again where your identity provider shows it, and paste it.",
    });
  }

  static of(response, answer) {
    const retryAfter = seconds(response.headers.get("Retry-After"), response.headers.get("Date"));
    const requestId = response.headers.get("X-Request-Id");
    const status = response.status;
    if (!isProblem(answer)) {
      return new Problem({
        slug: "unknown",
        title: "This is no answer of the service",
        detail: `Something between it and you ${status ? `answered with status ${status}` : "sent the request elsewhere"}.`,
        advice: "A gateway or proxy may want you to sign in, or cannot reach the service.",
        status,
        requestId,
        retryAfter,
      });
    }
    const slug = answer.type.slice(URN.length);
    const advice = ADVICE_BY_TWILIO_CODE[answer.twilioCode] ?? ADVICE[slug] ?? fallback(status);
    return new Problem({ ...answer, slug, advice, status, requestId, retryAfter });
  }
}

function isProblem(answer) {
  return typeof answer?.type === "string" && answer.type.startsWith(URN);
}

function fallback(status) {
  return status >= 500 ? `Wait, and try again. ${OPERATOR}` : ADVICE["invalid-request"];
}

/** Retry-After is a number of seconds or, from a proxy, a date, which is one of its clock and not of that here. */
function seconds(retryAfter, servedAt) {
  if (!retryAfter) return undefined;
  const number = Number(retryAfter);
  const now = servedAt ? new Date(servedAt) : Date.now();
  const left = Number.isNaN(number) ? Math.ceil((new Date(retryAfter) - now) / 1000) : number;
  return left > 0 ? left : undefined;
}
