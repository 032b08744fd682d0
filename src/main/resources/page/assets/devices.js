const NEEDS_HTTPS = "Browsers hand out camera and microphone only over HTTPS or from localhost.";

const WHY = {
  NotAllowedError: (what) => `The ${what} was refused. Allow it for this page in the browser's settings.`,
  NotFoundError: (what) => `There is no ${what}.`,
  NotReadableError: (what) => `The ${what} cannot be used; another program may have it.`,
};

/** Whether this page may ask for a camera or a microphone at all. */
export const hasDevices = Boolean(navigator.mediaDevices);

/** A track of the camera or the microphone; an Error whose message is for people is thrown where there is none. */
export async function openDevice(what) {
  if (!hasDevices) throw new Error(NEEDS_HTTPS);
  const kind = what === "camera" ? "video" : "audio";
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: true });
    return stream.getTracks()[0];
  } catch (error) {
    throw new Error(WHY[error.name]?.(what) ?? `The ${what} cannot be used: ${error.name}.`);
  }
}
