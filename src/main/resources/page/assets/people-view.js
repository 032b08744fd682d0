import { byId } from "./dom.js";

/** Shows who else is in, each with picture and sound as they come and go. */
export class PeopleView {
  #tiles = new Map();

  open(ownName) {
    byId("people").hidden = false;
    this.#list(`${ownName} (you)`);
  }

  enter(participant) {
    const tile = new Tile(participant);
    this.#tiles.set(participant, tile);
    tile.entry = this.#list(participant.identity);
    byId("tiles").append(tile.figure);
  }

  exit(participant) {
    const tile = this.#tiles.get(participant);
    this.#tiles.delete(participant);
    tile?.figure.remove();
    tile?.entry.remove();
  }

  close() {
    [...this.#tiles.keys()].forEach((participant) => this.exit(participant));
    byId("people").hidden = true;
    byId("people-list").replaceChildren();
  }

  #list(name) {
    const entry = document.createElement("li");
    entry.textContent = name;
    byId("people-list").append(entry);
    return entry;
  }
}

class Tile {
  figure = document.createElement("figure");
  #name = document.createElement("figcaption");
  #participant;

  constructor(participant) {
    this.#participant = participant;
    this.figure.className = "tile";
    this.figure.append(this.#initial(), this.#name);
    participant.tracks.forEach(({ track }) => track && this.#attach(track));
    participant.on("trackSubscribed", (track) => this.#attach(track));
    participant.on("trackUnsubscribed", (track) => this.#detach(track));
    ["trackEnabled", "trackDisabled"].forEach((event) => participant.on(event, () => this.#label()));
    this.#label();
  }

  /** Stands where no picture is. */
  #initial() {
    const initial = document.createElement("span");
    initial.className = "initial";
    initial.ariaHidden = "true";
    initial.textContent = [...this.#participant.identity][0];
    return initial;
  }

  #attach(track) {
    if (track.kind === "data") return;
    const media = track.attach();
    if (track.kind === "video") media.setAttribute("aria-label", `Video of ${this.#participant.identity}`);
    this.figure.prepend(media);
    this.#label();
  }

  #detach(track) {
    if (track.kind === "data") return;
    track.detach().forEach((media) => media.remove());
    this.#label();
  }

  #label() {
    const heard = [...this.#participant.audioTracks.values()].some(({ isTrackEnabled }) => isTrackEnabled);
    this.#name.textContent = this.#participant.identity + (heard ? "" : " (muted)");
  }
}
