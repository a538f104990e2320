/**
 * A raw connection to an honest device: what stands at the other end says what it likes, when it
 * likes. The honest end is the real ledger sync on the device's real replica; what it sends is kept,
 * so that a story can answer, replay or distort it. The room's password is taken to be known.
 */
import { provePeer } from '../../packages/core/src/group/peer-proof.ts';
import type { Verdict } from '../../packages/core/src/group/ports.ts';
import { utf8FromText } from '../../packages/core/src/lib/bytes.ts';
import type { DropReason, PeerHandle } from '../../packages/core/src/links/peers/connection.ts';
import { connectFramed, type FramedPeer } from '../../packages/core/src/links/peers/framed.ts';
import {
  decodeMessage,
  encodeMessage,
  type PeerMessage,
} from '../../packages/core/src/links/peers/messages.ts';
import { challengeFor } from '../../packages/core/src/links/peers/peer.ts';
import { createPeerSync, type PeerSync } from '../../packages/core/src/links/peers/peer-sync.ts';
import type { Epoch } from '../../packages/core/src/ledger/epoch.ts';
import type { Company, Honest, Person } from './company.ts';

/** Ledger sync of an honest device with whoever comes, over wires alone. */
export interface OpenDoor {
  readonly sync: PeerSync;
  readonly verdicts: readonly Verdict[];
  /** Connections that were ended, and why, by the connection's id. */
  readonly dropped: ReadonlyMap<string, DropReason>;
  connect(): Wire;
  connectPieces(): PieceWire;
  close(): void;
}

export interface Wire {
  readonly id: string;
  /** Everything that the honest end sent. */
  readonly heard: readonly PeerMessage[];
  readonly heardBytes: () => number;
  say(message: PeerMessage): void;
  sayBytes(bytes: Uint8Array): void;
  /** Greets, and proves to be this person's device. */
  prove(person: Person): void;
  dropped(): DropReason | undefined;
  close(): void;
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
  readonly handle: PeerHandle;
}

/** The same over pieces, as on a data channel. */
export interface PieceWire {
  readonly id: string;
  readonly framed: FramedPeer;
  send(piece: Uint8Array): void;
  dropped(): DropReason | undefined;
}

export const openDoor = (
  company: Company,
  honest: Honest,
  epoch: Epoch = company.epoch,
): OpenDoor => {
  const dropped = new Map<string, DropReason>();
  const verdicts: Verdict[] = [];
  const { env } = honest;
  const replica = honest.replicaIn(epoch);
  if (!replica) throw new RangeError(`${honest.name} is not in that room`);
  const noting = async (judging: Promise<Verdict>): Promise<Verdict> => {
    const verdict = await judging;
    verdicts.push(verdict);
    return verdict;
  };
  const sync = createPeerSync(
    env,
    {
      ...replica,
      receive: (update) => noting(replica.receive(update)),
      receiveBranch: (update) => noting(replica.receiveBranch(update)),
    },
    { changed: () => undefined, dropped: ({ id }, reason) => void dropped.set(id, reason) },
  );
  let wires = 0;
  const nextId = (): string => {
    wires += 1;
    return `wire ${wires} to ${honest.name}`;
  };
  return {
    sync,
    verdicts,
    dropped,
    connect: () => connectWire(company, sync, nextId(), dropped, epoch),
    connectPieces: () => {
      const id = nextId();
      const framed = connectFramed(sync, {
        id,
        ours: utf8FromText(`${id}, honest end`),
        theirs: utf8FromText(`${id}, hostile end`),
        send: () => undefined,
        bufferedBytes: () => 0,
        close: () => undefined,
      });
      return {
        id,
        framed,
        send: (piece) => {
          framed.arrived(piece.length);
          framed.receive(piece);
        },
        dropped: () => dropped.get(id),
      };
    },
    close: () => sync.stop(),
  };
};

const connectWire = (
  company: Company,
  sync: PeerSync,
  id: string,
  drops: ReadonlyMap<string, DropReason>,
  epoch: Epoch,
): Wire => {
  const heard: PeerMessage[] = [];
  let heardBytes = 0;
  const ours = utf8FromText(`${id}, hostile end`);
  const theirs = utf8FromText(`${id}, honest end`);
  const handle = sync.connect({
    id,
    ours: theirs,
    theirs: ours,
    send: (message) => {
      heardBytes += message.length;
      const decoded = decodeMessage(message);
      if (!decoded.ok) throw new Error('the honest end sent something malformed');
      heard.push(decoded.value);
    },
    close: () => handle.closed(),
  });
  const nonce = company.env.random(16);
  const tag = company.env.random(8);
  const sayBytes = (bytes: Uint8Array): void => {
    handle.arrived(bytes.length);
    handle.message(bytes);
  };
  const say = (message: PeerMessage): void => sayBytes(encodeMessage(message));
  return {
    id,
    heard,
    heardBytes: () => heardBytes,
    say,
    sayBytes,
    prove: (person) => {
      const greet = heard.find((message) => message.type === 'greet');
      if (!greet) throw new Error('the honest end did not greet');
      say({ type: 'greet', nonce, tag });
      const challenge = challengeFor(
        { nonce, tag, name: ours },
        { nonce: greet.nonce, tag: greet.tag, name: theirs },
      );
      say({ type: 'hello', proof: provePeer(epoch.epochId, challenge, person.keys) });
    },
    dropped: () => drops.get(id),
    close: () => handle.closed(),
    nonce,
    tag,
    handle,
  };
};

/** An update as a peer pushes it, on its own. */
export const pushed = (update: Uint8Array, place = 1): PeerMessage => ({
  type: 'update',
  place,
  want: 0,
  isLast: true,
  tags: [],
  upto: new Map(),
  update,
});

/** Connects two honest devices by a wire that carries everything, a moment later. */
export const joinDoors = (company: Company, left: OpenDoor, right: OpenDoor): void => {
  const names = [utf8FromText('left end'), utf8FromText('right end')] as const;
  const handles: PeerHandle[] = [];
  for (const [place, { sync }] of [left, right].entries()) {
    const other = 1 - place;
    const handle = sync.connect({
      id: `joined ${place}`,
      ours: names[place] ?? new Uint8Array(),
      theirs: names[other] ?? new Uint8Array(),
      send: (message) =>
        void company.env.after(1, () => {
          handles[other]?.arrived(message.length);
          handles[other]?.message(message);
        }),
      close: () => undefined,
    });
    handles.push(handle);
  }
};
