const ADDRESS = "https://sdk.twilio.com/js/video/releases/2.36.0/twilio-video.min.js";

let loading;

/** Twilio's SDK, from Twilio, when it is first needed; after a failure it can be tried again. */
export function loadSdk() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** A gateway can answer in Twilio's place, with what loads and is no SDK. */
function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      script.remove();
      reject(new SdkNotLoaded());
    };
    script.src = ADDRESS;
    script.onload = () => (window.Twilio?.Video ? resolve(window.Twilio.Video) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
}

export class SdkNotLoaded extends Error {}
