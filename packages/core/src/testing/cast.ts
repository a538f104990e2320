/**
 * The cast of the stories: actors on devices of their own, in one seeded environment, over one weak
 * network and one board for knocks. Everything is the real thing but the disk, the network and the
 * clock.
 */
import { createSamphire, type Samphire } from '../group/samphire.ts';
import type { Doorbell, Link } from '../group/ports.ts';
import type { OpenGroup } from '../group/types.ts';
import type { Env } from '../lib/env.ts';
import type { Result } from '../lib/result.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../stores/memory.ts';
import {
  createMemoryVaultDisk,
  createMemoryVaultStore,
  type MemoryVaultDisk,
} from '../stores/memory-vault.ts';
import { createSeededEnv, type SeededEnv } from './env.ts';
import { createWeakNetwork, type Faults, type WeakNetwork } from './weak-link.ts';

export interface Actor {
  readonly name: string;
  readonly env: Env;
  readonly samphire: Samphire;
  /** Disks by store name: they outlive the actor's groups. */
  readonly disks: ReadonlyMap<string, MemoryDisk>;
  readonly vaultDisk: MemoryVaultDisk;
}

export interface Stage {
  readonly env: SeededEnv;
  readonly network: WeakNetwork;
  /** An actor on a device of its own. `skewMs`: how far its clock is ahead. */
  actor(name: string, options?: { readonly skewMs?: number }): Actor;
  /** The board alone, as anybody has it who knows a topic. */
  doorbell(): Doorbell;
  /** Notes left on the board so far, by topic. */
  readonly notes: ReadonlyMap<string, readonly Uint8Array[]>;
}

const invitedForMs = 86_400_000;

export interface StageOptions {
  readonly faults?: Partial<Faults>;
  /** One turn of the real event loop, for stories that wait for compiled WebAssembly. */
  readonly turn?: () => Promise<void>;
}

export const createStage = (seed: number, options: StageOptions = {}): Stage => {
  const env = createSeededEnv(seed, options.turn ? { turn: options.turn } : {});
  const network = createWeakNetwork(env, options.faults);
  const notes = new Map<string, Uint8Array[]>();
  const ears = new Map<string, Set<(note: Uint8Array) => void>>();
  let actors = 0;

  const createDoorbell = (): Doorbell => {
    const stops: (() => void)[] = [];
    return {
      post: (topic, note) => {
        notes.set(topic, [...(notes.get(topic) ?? []), note]);
        env.after(1, () => {
          for (const hear of ears.get(topic) ?? []) hear(note.slice());
        });
      },
      listen: (topic, hear) => {
        const heard = ears.get(topic) ?? new Set();
        ears.set(topic, heard.add(hear));
        const stop = (): void => void heard.delete(hear);
        stops.push(stop);
        return stop;
      },
      stop: () => {
        for (const stop of stops) stop();
      },
    };
  };

  return {
    env,
    network,
    notes,
    doorbell: createDoorbell,
    actor: (name, { skewMs = 0 } = {}) => {
      actors += 1;
      const device = env.device(seed * 1000 + actors, skewMs);
      const disks = new Map<string, MemoryDisk>();
      const vaultDisk = createMemoryVaultDisk();
      const links = (): readonly Link[] => [network.link(name)];
      const samphire = createSamphire({
        env: device,
        vault: createMemoryVaultStore(vaultDisk),
        openStore: (store) => {
          const disk = disks.get(store) ?? createMemoryDisk();
          disks.set(store, disk);
          return createMemoryStore(disk);
        },
        connect: () => ({ links: links(), doorbell: createDoorbell() }),
        createDoorbell,
      });
      return { name, env: device, samphire, disks, vaultDisk };
    },
  };
};

/** The value, or an error that names the refusal: for tests that expect no refusal. */
export const unwrap = <Value>(result: Result<Value, { readonly type: string }>): Value => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};

/** Lets a newcomer in: invite, knock, admission, and the first exchange. */
export const letIn = async (
  stage: Stage,
  steward: OpenGroup,
  newcomer: Actor,
): Promise<OpenGroup> => {
  const creating = steward.createInvite({
    role: 'member',
    uses: 1,
    expiresAt: stage.env.now() + invitedForMs,
  });
  await stage.env.advance(100);
  const invite = unwrap(await creating);
  const knocking = unwrap(
    await newcomer.samphire.knock({ fragment: invite.fragment, handle: newcomer.name }),
  );
  await stage.env.advance(100);
  const knock = steward.knocks().find(({ handle }) => handle === newcomer.name);
  if (!knock) throw new Error('no knock was heard');
  const admitting = steward.admit(knock.id);
  await stage.env.advance(100);
  unwrap(await admitting);
  await stage.env.advance(10_000);
  const group = knocking.group();
  if (!group) throw new Error('no welcome was heard');
  return group;
};
