/**
 * The rooms that an open group is in: that of the keys in use, and older ones as long as somebody who
 * remains has not moved on from there. Starts and stops their links; knows nothing of what travels
 * over them.
 */
import { hexFromBytes } from '../lib/bytes.ts';
import type { History } from './counting/history.ts';
import type { EpochId } from './epoch-book.ts';
import type { Doorbell, Link, LinkStatus, PeerIdentity } from './ports.ts';
import type { Session } from './session.ts';

export interface Connection {
  readonly links: readonly Link[];
  readonly doorbell: Doorbell;
}

export interface RoomsOptions {
  readonly session: Session;
  readonly connect: (addresses: readonly string[]) => Connection;
  readonly changed: () => void;
}

/** Old rooms that one device is in at once: signalling has a bound on topics. */
const oldRoomsMax = 15;
/** Devices present that serve the old rooms: one is enough, the others stand in. */
const serversMax = 3;

export class Rooms {
  readonly #options: RoomsOptions;
  readonly #connections = new Map<EpochId, Connection>();
  #home: Connection | undefined;
  /** Who listens on a topic, so that it goes on when the room changes. */
  readonly #listening = new Map<
    symbol,
    { topic: string; hear: (note: Uint8Array) => void; stop: () => void }
  >();
  #isFollowing = false;
  #isStopped = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** Joins and leaves rooms as the group moves and as devices come and go. */
  follow(): void {
    // Entering and leaving change the status of links, by which this is called again.
    if (this.#isStopped || this.#isFollowing) return;
    this.#isFollowing = true;
    const home = this.#options.session.home.id;
    this.#makeHome(this.#enter(home));
    const old = this.#servesOldRooms() ? this.#oldRooms() : [];
    const wanted = new Set([home, ...roomsAhead(this.#options.session.engine.history), ...old]);
    for (const epoch of wanted) this.#enter(epoch);
    for (const [epoch, connection] of this.#connections) {
      if (!wanted.has(epoch)) this.#leave(epoch, connection);
    }
    this.#isFollowing = false;
  }

  #makeHome(connection: Connection): void {
    if (connection === this.#home) return;
    this.#home = connection;
    for (const listener of this.#listening.values()) {
      listener.stop();
      listener.stop = connection.doorbell.listen(listener.topic, listener.hear);
    }
  }

  /** Of the room of the keys in use. */
  statuses(): readonly LinkStatus[] {
    return (this.#home?.links ?? []).map((link) => ({ name: link.name, ...link.status() }));
  }

  /** The board of knocks, whatever room it is reached from. */
  get doorbell(): Doorbell {
    return {
      post: (topic, note) => this.#home?.doorbell.post(topic, note),
      listen: (topic, hear) => {
        const key = Symbol(topic);
        const stop = this.#home?.doorbell.listen(topic, hear) ?? (() => undefined);
        const listener = { topic, hear, stop };
        this.#listening.set(key, listener);
        return () => {
          listener.stop();
          this.#listening.delete(key);
        };
      },
      stop: () => undefined,
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(
      [...this.#connections.values()].flatMap(({ links, doorbell }) => {
        doorbell.stop();
        return links.map((link) => link.stop());
      }),
    );
    this.#connections.clear();
  }

  #enter(epoch: EpochId): Connection {
    const entered = this.#connections.get(epoch);
    if (entered) return entered;
    const { session, connect, changed } = this.#options;
    const { charter } = session.engine.book.get(epoch) ?? session.home;
    const connection = connect(charter.relays);
    this.#connections.set(epoch, connection);
    const { replica } = session.roomOf(epoch);
    for (const link of connection.links) {
      link.onStatus(() => {
        this.follow();
        changed();
      });
      link.start(replica);
    }
    return connection;
  }

  #leave(epoch: EpochId, { links, doorbell }: Connection): void {
    this.#connections.delete(epoch);
    doorbell.stop();
    for (const link of links) void link.stop();
  }

  /** The few of those present whose ids come first: everybody comes to the same answer. */
  #servesOldRooms(): boolean {
    const { session } = this.#options;
    const present = new Set(this.#peers().map(({ device }) => device));
    const before = [...present].filter((device) => device < session.device);
    return before.length < serversMax;
  }

  #peers(): readonly PeerIdentity[] {
    return this.statuses().flatMap(({ peers }) => peers);
  }

  #oldRooms(): readonly EpochId[] {
    const { session } = this.#options;
    return roomsLeftBehind(session.engine.history, session.home.id).slice(0, oldRoomsMax);
  }
}

/** Where the group has gone on to, and this device is not in yet, though it has the keys. */
const roomsAhead = ({ current, states }: History): readonly EpochId[] =>
  states
    .filter(({ id, ancestry }) => id !== current.id && ancestry.has(current.id))
    .map(({ id }) => id);

/** How long somebody who was removed can still hear of it: a season. */
const tellingSeconds = 7_776_000;

/** Where somebody who was removed may still come to look. */
const roomsToTellIn = (history: History): readonly EpochId[] => {
  const newest = history.firstClaimedSeconds(history.current.id) ?? 0;
  return [...history.current.ancestry].flatMap((id) => {
    const state = history.stateOf(id);
    const begunSeconds = history.firstClaimedSeconds(id) ?? newest;
    const tookSomebody = state && state.taken.devices.size > 0;
    return tookSomebody && newest - begunSeconds < tellingSeconds
      ? state.charter.parents.map(hexFromBytes)
      : [];
  });
};

/**
 * Epochs in which somebody of the present roster may still be, the newest first: those from which a
 * device has not moved on, and whatever lies between them and the present.
 */
export const roomsLeftBehind = (history: History, home: EpochId): readonly EpochId[] => {
  const { current } = history;
  const waiting = [...current.roster.roster.deviceById.keys()].filter(
    (device) => !history.isHere(device, current.id),
  );
  const left = new Set(roomsToTellIn(history));
  for (const state of history.states) {
    if (state.id === home || state.id === current.id) continue;
    const isOnTheWay = waiting.some(
      (device) =>
        state.roster.roster.deviceById.has(device) &&
        !history.states.some(
          (later) =>
            later.id !== state.id &&
            later.ancestry.has(state.id) &&
            later.id !== current.id &&
            history.isHere(device, later.id),
        ),
    );
    if (isOnTheWay) left.add(state.id);
  }
  return [...left].toSorted(
    (one, other) =>
      (history.stateOf(other)?.charter.number ?? 0) - (history.stateOf(one)?.charter.number ?? 0),
  );
};
