import { Problem } from "./problem.js";
import { Token } from "./token.js";

/** In milliseconds: more than the minute that the service takes at most. */
const PATIENCE = 70_000;

/** The service leads nowhere else: only a gateway does, to its sign-in, and that cannot be read from here. */
const WITHOUT_DETOUR = { cache: "no-store", redirect: "manual" };

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
  const { response, answer } = await ask(request);
  const token = response.ok ? Token.of(answer, response.headers.get("Date")) : null;
  if (!token) throw Problem.of(response, answer);
  return token;
}

/** What is answered, and what that is as JSON: null where it is none. */
async function ask(request) {
  const headers = headersOf(request);
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(addressOf(request), { headers, signal, ...WITHOUT_DETOUR });
    const answer = await response.json().catch(() => null);
    signal.throwIfAborted();
    return { response, answer };
  } catch {
    throw signal.aborted ? Problem.silent(PATIENCE / 1000) : Problem.unreachable();
  }
}

/** The same request for a shell, which is to have the bearer token in TOKEN. */
export function curl(request) {
  const quoted = `'${addressOf(request).href.replaceAll("'", "'\\''")}'`;
  return request.bearer ? `curl -H "Authorization: Bearer $TOKEN" ${quoted}` : `curl ${quoted}`;
}
