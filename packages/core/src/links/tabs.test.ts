import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Env } from '../lib/env.ts';
import { linkContract, type LinkStage } from '../testing/link-contract.ts';
import { createLinkPerson } from '../testing/link-person.ts';
import { createBoard, createUntil, gather } from '../testing/link-stage.ts';
import { createTabs } from './tabs.ts';

/** The machine's own clock and chance: a BroadcastChannel knows no other. */
const env: Env = {
  now: () => Date.now(),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

const NativeChannel = globalThis.BroadcastChannel;
let sent = 0;

beforeAll(() => {
  globalThis.BroadcastChannel = class extends NativeChannel {
    override postMessage(message: unknown): void {
      sent += 1;
      super.postMessage(message);
    }
  };
});
afterAll(() => {
  globalThis.BroadcastChannel = NativeChannel;
});

const openStage = async (): Promise<LinkStage> => {
  const createDoorbell = createBoard(env.after);
  const person = () =>
    createLinkPerson({
      env,
      connect: () => ({ link: createTabs(env), doorbell: createDoorbell() }),
      createDoorbell,
    });
  const [founder, member, hostile] = [person(), person(), person()];
  const pass = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  const until = createUntil({ pass, now: env.now });
  await gather(
    [
      ['Mira', founder],
      ['Sami', member],
      ['Vera', hostile],
    ],
    [],
    until,
  );
  return {
    founder,
    member,
    hostile,
    until,
    pass,
    sent: async () => sent,
    close: async () => {
      for (const end of [founder, member, hostile]) await end.close();
    },
  };
};

describe('the link between tabs', () => {
  for (const { name, run } of linkContract(openStage)) it(name, run, 120_000);
});
