/**
 * Ledger sync with every peer of one link: who they are, what they hold, what to give them and what
 * to ask of them. It knows a replica and connections by their ports, nothing of what carries them
 * and nothing of what entries mean. The grammar is in `messages.ts` and `framing.ts`.
 *
 * In a word: both ends greet, prove a device of the roster, tell heads. Who lacks something asks,
 * one peer at a time; new entries are pushed to those who can use them. Presence goes to direct
 * peers only and is never forwarded: in the rooms this is made for everybody reaches everybody.
 */
import type { PeerIdentity, Replica } from '../../group/ports.ts';
import type { Env } from '../../lib/env.ts';
import { dropMs, headsIntervalMs, malformedMax, silenceMs, unprovenMs } from '../../lib/limits.ts';
import { createAsking } from './asking.ts';
import type { DropReason, PeerConnection, PeerHandle } from './connection.ts';
import { createConversation } from './conversation.ts';
import { createForkSearch } from './forks.ts';
import { createJudging } from './judging.ts';
import { tagBytes } from './messages.ts';
import { createPace } from './pacing.ts';
import { createPeer, say, type Peer } from './peer.ts';
import { createPushing } from './pushing.ts';
import { createTelling } from './telling.ts';
import { createTransfers } from './transfers.ts';

export interface PeerSync {
  /** A connection is open; the returned handle is told what comes over it. */
  connect(connection: PeerConnection): PeerHandle;
  /** Asks every peer for a sign of life and lets go of those who give none. */
  probe(): void;
  /** Peers that proved a device of the roster, each device once. */
  peers(): readonly PeerIdentity[];
  progress(): { readonly done: number; readonly total: number } | undefined;
  stop(): void;
}

export interface PeerSyncEvents {
  /** Peers or progress changed. */
  changed(): void;
  /** A connection is being ended, and why. */
  dropped(connection: PeerConnection, reason: DropReason): void;
}

/** Long enough for a phone on a bad network to answer. */
const probeMs = 8_000;
/** A cursor that moves is shown to others at most so often. */
const presencePauseMs = 250;

/** A peer that did one of these may not come back for a while. */
const punished: ReadonlySet<DropReason> = new Set(['forgeries', 'malformed', 'flood']);

export const createPeerSync = (env: Env, replica: Replica, events: PeerSyncEvents): PeerSync => {
  const tag = env.random(tagBytes);
  const peers = new Set<Peer>();
  const bannedUntilMs = new Map<string, number>();
  const telling = createTelling(env, replica, peers);
  const asking = createAsking(env, replica, peers);
  const forks = createForkSearch(env, replica);
  const pushing = createPushing(replica, peers, telling);
  const transfers = createTransfers(env, () => events.changed());

  const drop = (peer: Peer, reason: DropReason): void => {
    if (peer.isClosed) return;
    if (punished.has(reason) && peer.identity !== undefined) {
      bannedUntilMs.set(peer.identity.device, env.now() + dropMs);
    }
    events.dropped(peer.connection, reason);
    forget(peer);
    peer.connection.close();
  };
  const forget = (peer: Peer): void => {
    if (peer.isClosed) return;
    peer.isClosed = true;
    peers.delete(peer);
    for (const cancel of peer.cancels.splice(0)) cancel();
    peer.outbox.clear();
    transfers.forget(peer);
    asking.forget(peer);
    forks.forget(peer);
    events.changed();
  };
  const malformed = (peer: Peer): void => {
    peer.malformed += 1;
    if (peer.malformed > malformedMax) drop(peer, 'malformed');
  };

  /** Asks the replica who it is; also after the roster changed. */
  const identify = (peer: Peer, challenge: Uint8Array): void => {
    if (peer.proof === undefined || peer.isClosed) return;
    const identity = replica.identify(peer.proof, challenge);
    const wasProven = peer.identity !== undefined;
    if (identity === undefined) {
      if (wasProven) drop(peer, 'removed');
      return;
    }
    peer.identity = identity;
    if ((bannedUntilMs.get(identity.device) ?? 0) > env.now()) {
      drop(peer, 'banned');
    } else if (!wasProven) {
      conversation.welcome(peer);
      events.changed();
    }
  };

  const judging = createJudging({ replica, asking, forks, pushing, telling, drop });
  const conversation = createConversation({
    tag,
    replica,
    asking,
    forks,
    pushing,
    telling,
    judging,
    identify,
    malformed,
    drop,
  });

  const presence = createPace(env, presencePauseMs, () => {
    const bytes = replica.presence();
    for (const peer of peers)
      if (peer.identity !== undefined) say(peer, { type: 'presence', bytes });
  });
  const stops = [
    replica.onUpdate((update) => {
      telling.changed();
      pushing.push(update);
    }),
    replica.onPresence(presence.request),
    replica.onRoster(() => {
      for (const peer of peers) conversation.reconsider(peer);
    }),
  ];

  let cancelTick = env.after(headsIntervalMs, tick);
  function tick(): void {
    cancelTick = env.after(headsIntervalMs, tick);
    telling.changed();
    for (const peer of peers) {
      if (env.now() - peer.heardMs > silenceMs) drop(peer, 'silent');
      else conversation.tick(peer);
    }
    asking.consider();
  }

  const expectProof = (peer: Peer): void => {
    const cancel = env.after(unprovenMs, () => {
      if (peer.identity !== undefined || peer.isClosed) return;
      // Its answer may be what tells us who it is.
      if (asking.isAsked(peer)) expectProof(peer);
      else drop(peer, 'unproven');
    });
    peer.cancels.push(cancel);
  };

  return {
    connect: (connection) => {
      const peer = createPeer(env, connection);
      peers.add(peer);
      expectProof(peer);
      conversation.greet(peer);
      return {
        message: (message) => {
          if (!peer.isClosed) conversation.hear(peer, message);
        },
        arrived: (bytes) => {
          if (peer.isClosed) return;
          peer.heardMs = env.now();
          if (!judging.allows(peer, bytes)) drop(peer, 'flood');
        },
        malformed: () => malformed(peer),
        broken: () => drop(peer, 'malformed'),
        bulkBytesMax: () => judging.bulkBytesMax(peer),
        progress: (direction, done, total) => {
          if (direction === 'received') asking.stir(peer);
          transfers.report(peer, direction, done, total);
        },
        closed: () => forget(peer),
      };
    },
    probe: () => {
      const probedMs = env.now();
      for (const peer of peers) {
        say(peer, { type: 'pulse', settled: peer.judgedPlace, answer: true });
        const cancel = env.after(probeMs, () => {
          if (peer.heardMs < probedMs) drop(peer, 'silent');
        });
        peer.cancels.push(cancel);
      }
    },
    peers: () => {
      const byDevice = new Map<string, PeerIdentity>();
      for (const { identity } of peers) if (identity) byDevice.set(identity.device, identity);
      return [...byDevice.values()];
    },
    progress: transfers.current,
    stop: () => {
      for (const stop of stops) stop();
      cancelTick();
      presence.cancel();
      telling.stop();
      asking.stop();
      forks.stop();
      for (const peer of peers) {
        forget(peer);
        peer.connection.close();
      }
      transfers.stop();
    },
  };
};
