import { describe, it } from 'vitest';
import { createSeededEnv } from './env.ts';
import { linkContract, type LinkStage } from './link-contract.ts';
import { createLinkPerson } from './link-person.ts';
import { createBoard, createUntil, gather } from './link-stage.ts';
import { createWeakNetwork } from './weak-link.ts';

/** One turn of the event loop: the guard may wait for more than promises. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const openStage = async (): Promise<LinkStage> => {
  const env = createSeededEnv(5, { turn });
  const network = createWeakNetwork(env);
  const createDoorbell = createBoard(env.after);
  const person = (seed: number, place: string) =>
    createLinkPerson({
      env: env.device(seed),
      connect: () => ({ link: network.link(place), doorbell: createDoorbell() }),
      createDoorbell,
    });
  const founder = person(1, 'founder');
  const member = person(2, 'member');
  const hostile = person(3, 'hostile');
  const pass = env.advance;
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
    sent: async () => network.counts().sent,
    close: async () => {
      const closing = [founder, member, hostile].map((end) => end.close());
      await env.advance(1_000);
      await Promise.all(closing);
    },
  };
};

describe('the link in memory', () => {
  for (const { name, run } of linkContract(openStage)) it(name, run);
});
