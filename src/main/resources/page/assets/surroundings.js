/** What the service says of itself in the page. */
const { sandbox, signIn, rooms } = document.body.dataset;

export const isSandbox = sandbox === "true";
export const asksToSignIn = signIn === "true";
export const offersRooms = rooms === "true";
