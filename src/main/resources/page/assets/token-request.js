import { Problem } from "./problem.js";
import { Token } from "./token.js";

/** Where tokens are had, beside the page, also behind a proxy that adds a path. */
function addressOf({ identity, room }) {
  const address = new URL("video-token", document.baseURI);
  if (identity !== undefined) address.searchParams.set("identity", identity);
  if (room) address.searchParams.set("room", room);
  return address;
}

function headersOf({ bearer }) {
  const headers = new Headers({ Accept: "application/json" });
  try {
    if (bearer) headers.set("Authorization", `Bearer ${bearer}`);
  } catch {
    throw Problem.unusableBearer();
  }
  return headers;
}

/** A new token, or a Problem is thrown. */
export async function requestToken(request) {
  const headers = headersOf(request);
  let response;
  try {
    response = await fetch(addressOf(request), { headers, cache: "no-store" });
  } catch {
    throw Problem.unreachable();
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || typeof answer?.token !== "string") throw Problem.of(response, answer);
  return new Token(answer, response.headers.get("Date"));
}

/** The same request for a shell, which is to have the bearer token in TOKEN. */
export function curl(request) {
  const quoted = `'${addressOf(request).href.replaceAll("'", "'\\''")}'`;
  return request.bearer ? `curl -H "Authorization: Bearer $TOKEN" ${quoted}` : `curl ${quoted}`;
}
