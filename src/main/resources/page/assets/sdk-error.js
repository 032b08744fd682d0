import { Problem } from "./problem.js";
import { SdkNotLoaded } from "./sdk.js";

const KEY = "Whoever runs this service checks TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET.";
const NETWORK = "See whether you are online and whether a firewall lets WebSockets out, and join again.";

/** What the SDK's codes mean and what to do. Its class names are minified, so only the codes tell. */
const WORDS = {
  20101: ["Twilio does not take the token", KEY],
  20102: ["Twilio cannot read the token's header", KEY],
  20103: ["The token names a wrong account or key", KEY],
  20104: ["The token has expired", "Even a new one counts as expired: the clock of the service may be wrong."],
  20105: ["The token is not valid yet", "The clock of the service may be wrong."],
  20106: ["The token lets nobody into a room", "Get a new token, and join again."],
  20107: ["The token's signature is wrong", "TWILIO_API_SECRET is not the secret of TWILIO_API_KEY."],
  53000: ["Twilio cannot be reached", NETWORK],
  53001: ["The connection to Twilio broke", NETWORK],
  53002: ["The connection to Twilio broke", NETWORK],
  53006: ["Twilio is busy", "Wait a little, and join again."],
  53103: ["Twilio could not create the room", "Get a new token, and join again."],
  53104: ["Twilio could not let you into the room", "Get a new token, and join again."],
  53105: ["The room is full", "A go room holds two. Join when somebody has left, or use another room or VIDEO_ROOM_TYPE=group."],
  53106: ["The room is not there", "It has ended since the token was signed. Get a new token, and join again."],
  53118: ["The room has been closed", "Get a new token to open it again."],
  53205: ["You joined somewhere else under the same name", "In one room each name is one participant: the latest to join stays. Take another name."],
  53400: ["No media could be agreed on", "Try another browser."],
  53405: ["Sound and picture found no way", "A firewall may block them: allow UDP, or TCP port 443, to Twilio."],
};

/** An error of the call in plain words: title, advice, and the code where there is one. */
export function inPlainWords(error) {
  if (error instanceof SdkNotLoaded) {
    return {
      title: "Twilio's SDK could not be loaded",
      advice: "To join, the browser needs the Internet, and sdk.twilio.com in it. Try again.",
    };
  }
  if (error instanceof Problem) return error;
  const [title, advice] = WORDS[error.code] ?? ["The call failed", error.message];
  return { title, advice, facts: error.code ? `Twilio's code ${error.code}` : "" };
}
