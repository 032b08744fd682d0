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

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = ADDRESS;
    script.onload = () => resolve(window.Twilio.Video);
    script.onerror = () => {
      script.remove();
      reject(new SdkNotLoaded());
    };
    document.head.append(script);
  });
}

export class SdkNotLoaded extends Error {}
