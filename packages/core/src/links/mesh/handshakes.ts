/**
 * Who is connected to whom: announcements, offers, answers and candidates of one room, and what to
 * do when two offers cross. Takes only signals of the right shape; knows nothing of what is said
 * once a connection is open.
 *
 * The rules are those of y-webrtc's own signalling, so that its clients can be met, with three
 * repairs: an answer or a candidate for nobody is passed over; where offers cross, the one with the
 * lower token begins anew instead of answering with a channel that nobody listens to; a connection
 * that is open is replaced only once it has been found dead.
 */
import type { Env } from '../../lib/env.ts';
import { bytesFromHex } from '../../lib/bytes.ts';
import { WebrtcConn, type Room } from './room.ts';
import type { PeerSignal, RoomSignal } from './sealed-signal.ts';

export interface Handshakes {
  /** A signal of the room, heard at this address. */
  hear(signal: RoomSignal, address: string): void;
  /** Ends a connection, and keeps away from the peer for a while. */
  avoid(peerId: string, ms: number, isForgivable: boolean): void;
  /** Forgets whom to avoid for reasons that may be over. */
  forgive(): void;
  stop(): void;
}

export interface HandshakeEvents {
  publish(data: string, address: string | undefined): void;
  open(connection: OpenConnection): OpenChannel;
  /** One ended, or could not be made. */
  closed(): void;
  /** An open connection may be dead: its peer tries to make another. */
  doubt(): void;
  /** A signal that belongs to nothing under way. */
  stray(): void;
}

export interface OpenConnection {
  readonly peerId: string;
  readonly peer: WebrtcConn['peer'];
  /** Fingerprints of the two certificates. */
  readonly ours: Uint8Array;
  readonly theirs: Uint8Array;
  close(): void;
}

/** Who listens on an open connection. */
export interface OpenChannel {
  data(bytes: Uint8Array): void;
  drained(): void;
  closed(): void;
}

const handshakeMs = 20_000;
/** After a handshake that led nowhere, the pause before trying again, doubled each time. */
const failedPauseMs = 15_000;
const failedDoublingsMax = 5;
const rememberedMax = 512;
const heldCandidatesMax = 64;
/** What arrives before this side knows that the connection is open: a greeting and little more. */
const earlyMessagesMax = 64;
/** An offer for a connection that is open waits so long for that one to be found dead. */
const doubtMs = 15_000;

interface Attempt {
  readonly peerId: string;
  readonly conn: WebrtcConn;
  readonly isInitiator: boolean;
  readonly address: string;
  ours: Uint8Array | undefined;
  theirs: Uint8Array | undefined;
  isAnswered: boolean;
  channel: OpenChannel | undefined;
  isClosed: boolean;
  /** An offer that waits until this attempt is gone, and the candidates that belong to it. */
  next: Successor | undefined;
  /** Token of a crossing offer that was passed over. */
  ignoredToken: number | undefined;
  early: Uint8Array[];
  cancelTimeout: () => void;
}

interface Successor {
  readonly offer: PeerSignal;
  readonly address: string;
  readonly heardMs: number;
  readonly candidates: PeerSignal[];
}

export const createHandshakes = (
  env: Env,
  room: Room,
  connectionsMax: number,
  events: HandshakeEvents,
): Handshakes => {
  const attempts = new Map<string, Attempt>();
  const avoided = new Map<string, { readonly untilMs: number; readonly isForgivable: boolean }>();
  /** Handshakes that led nowhere: only we keep from calling, whoever calls us is answered. */
  const failures = new Map<string, { readonly count: number; readonly restMs: number }>();
  let isStopped = false;

  const isAvoided = (peerId: string): boolean => (avoided.get(peerId)?.untilMs ?? 0) > env.now();

  const remember = <Value>(map: Map<string, Value>, peerId: string, value: Value): void => {
    map.delete(peerId);
    map.set(peerId, value);
    const [oldest] = map.keys();
    if (map.size > rememberedMax && oldest !== undefined) map.delete(oldest);
  };

  const begin = (peerId: string, isInitiator: boolean, address: string): Attempt | undefined => {
    if (isStopped || attempts.size >= connectionsMax) return undefined;
    const publish = ({ data }: { data: string }): void => {
      if (!isStopped) events.publish(data, address);
    };
    const conn = new WebrtcConn({ send: publish }, isInitiator, peerId, room);
    room.webrtcConns.set(peerId, conn);
    const attempt: Attempt = {
      peerId,
      conn,
      isInitiator,
      address,
      ours: undefined,
      theirs: undefined,
      isAnswered: false,
      channel: undefined,
      isClosed: false,
      next: undefined,
      ignoredToken: undefined,
      early: [],
      cancelTimeout: env.after(handshakeMs, () => conn.destroy()),
    };
    attempts.set(peerId, attempt);
    // y-webrtc would apply whatever arrives to the carrier; nothing of ours is meant for it.
    conn.peer.removeAllListeners('data');
    conn.peer.on('data', (bytes) => {
      if (attempt.channel !== undefined) attempt.channel.data(bytes);
      else if (attempt.early.length < earlyMessagesMax) attempt.early.push(bytes);
    });
    conn.peer.on('drain', () => attempt.channel?.drained());
    conn.peer.on('signal', ({ sdp }) => {
      attempt.ours = fingerprintOf(sdp) ?? attempt.ours;
    });
    conn.peer.on('connect', () => connected(attempt));
    conn.peer.on('close', () => closed(attempt));
    return attempt;
  };

  const connected = (attempt: Attempt): void => {
    const { peerId, conn, ours, theirs } = attempt;
    if (attempt.isClosed || ours === undefined || theirs === undefined) {
      conn.destroy();
      return;
    }
    failures.delete(peerId);
    attempt.cancelTimeout();
    const close = (): void => conn.destroy();
    attempt.channel = events.open({ peerId, peer: conn.peer, ours, theirs, close });
    for (const bytes of attempt.early.splice(0)) attempt.channel.data(bytes);
  };

  const closed = (attempt: Attempt): void => {
    if (attempt.isClosed) return;
    attempt.isClosed = true;
    attempt.cancelTimeout();
    const { peerId, next } = attempt;
    attempts.delete(peerId);
    if (attempt.channel !== undefined) attempt.channel.closed();
    else if (next === undefined) failed(peerId);
    if (next === undefined || env.now() - next.heardMs > doubtMs) {
      events.closed();
      return;
    }
    const successor = begin(peerId, false, next.address);
    if (successor === undefined) return;
    apply(successor, next.offer);
    for (const candidate of next.candidates) apply(successor, candidate);
  };

  const failed = (peerId: string): void => {
    const count = Math.min((failures.get(peerId)?.count ?? 0) + 1, failedDoublingsMax);
    const restMs = env.now() + failedPauseMs * 2 ** (count - 1);
    remember(failures, peerId, { count, restMs });
  };

  const apply = (attempt: Attempt, signal: PeerSignal): void => {
    if (signal.type !== 'candidate') attempt.theirs = fingerprintOf(signal.sdp) ?? attempt.theirs;
    if (attempt.isClosed || attempt.conn.peer.destroyed) return;
    try {
      attempt.conn.peer.signal(signal);
    } catch {
      // The browser finds a candidate or description impossible: that handshake leads nowhere.
      attempt.conn.destroy();
    }
  };

  const hearAnnounce = (peerId: string, address: string): void => {
    const isResting = (failures.get(peerId)?.restMs ?? 0) > env.now();
    if (!attempts.has(peerId) && !isAvoided(peerId) && !isResting) begin(peerId, true, address);
  };

  const hearOffer = (
    { from, token, signal }: Extract<RoomSignal, { type: 'signal' }>,
    address: string,
  ): void => {
    if (isAvoided(from)) return;
    const current = attempts.get(from);
    if (current === undefined) {
      const attempt = begin(from, false, address);
      if (attempt !== undefined) apply(attempt, signal);
      return;
    }
    if (current.channel !== undefined) {
      current.next = { offer: signal, address, heardMs: env.now(), candidates: [] };
      events.doubt();
      return;
    }
    if (current.isInitiator && !current.isAnswered) {
      const ours = current.conn.glareToken;
      const isOursKept =
        ours !== undefined &&
        token !== undefined &&
        (ours > token || (ours === token && room.peerId > from));
      if (isOursKept) {
        current.ignoredToken = token;
        return;
      }
    }
    current.next = { offer: signal, address, heardMs: env.now(), candidates: [] };
    current.conn.destroy();
  };

  const hearCandidate = ({
    from,
    token,
    signal,
  }: Extract<RoomSignal, { type: 'signal' }>): void => {
    const attempt = attempts.get(from);
    if (attempt === undefined) {
      events.stray();
    } else if (attempt.next !== undefined) {
      if (attempt.next.candidates.length < heldCandidatesMax) attempt.next.candidates.push(signal);
    } else if (token === undefined || token !== attempt.ignoredToken) {
      apply(attempt, signal);
    }
  };

  const hearAnswer = ({ from, signal }: Extract<RoomSignal, { type: 'signal' }>): void => {
    const attempt = attempts.get(from);
    if (attempt === undefined || !attempt.isInitiator || attempt.isAnswered) {
      events.stray();
      return;
    }
    attempt.isAnswered = true;
    attempt.conn.glareToken = undefined;
    apply(attempt, signal);
  };

  return {
    hear: (message, address) => {
      if (isStopped || message.from === room.peerId) return;
      if (message.to !== undefined && message.to !== room.peerId) return;
      // Another tab of this browser: tabs have a link of their own.
      if (room.bcConns.has(message.from)) return;
      if (message.type === 'announce') hearAnnounce(message.from, address);
      else if (message.signal.type === 'offer') hearOffer(message, address);
      else if (message.signal.type === 'answer') hearAnswer(message);
      else hearCandidate(message);
    },
    avoid: (peerId, ms, isForgivable) => {
      remember(avoided, peerId, { untilMs: env.now() + ms, isForgivable });
    },
    forgive: () => {
      failures.clear();
      for (const [peerId, { isForgivable }] of avoided) if (isForgivable) avoided.delete(peerId);
    },
    stop: () => {
      isStopped = true;
      for (const attempt of [...attempts.values()]) {
        attempt.next = undefined;
        attempt.conn.destroy();
      }
    },
  };
};

/** The certificate's SHA-256, as the description names it. */
const fingerprintOf = (sdp: string | undefined): Uint8Array | undefined => {
  const lines = (sdp ?? '').split(/\r?\n/).filter((line) => /^a=fingerprint:/i.test(line));
  const [line, ...others] = new Set(lines.map((each) => each.trim().toLowerCase()));
  // A second one would let somebody in between name another's certificate beside their own.
  if (line === undefined || others.length > 0) return undefined;
  const found = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/.exec(line);
  return found?.[1] === undefined ? undefined : bytesFromHex(found[1].replaceAll(':', ''));
};
