/**
 * What every `Link` must do, whatever it travels over. A list of cases that each throw when the link
 * breaks its word. It sees people with real groups through a narrow window, so that they may as well
 * be in a browser; it knows nothing of how a link works.
 */
import type { LinkStatus } from '../group/ports.ts';

/** One person's end of the link, perhaps in another process. */
export interface LinkEnd {
  write(key: string, text: string): Promise<void>;
  read(key: string): Promise<string | undefined>;
  /** Hex of the ledger's state vector. */
  ledger(): Promise<string>;
  status(): Promise<LinkStatus>;
  /** How often progress was shown so far, and the largest transfer it spoke of. */
  progress(): Promise<{ readonly seen: number; readonly largestTotal: number }>;
  device(): Promise<string>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Shows to the others which document is open. */
  show(): Promise<void>;
  /** Handles of the others who show one. */
  shown(): Promise<readonly string[]>;
  reachedMembers(): Promise<number>;
  /** Sends one forged entry to every peer. */
  forge(): Promise<void>;
}

export interface LinkStage {
  /** Three members of one group, connected to each other; the third may be told to forge. */
  readonly founder: LinkEnd;
  readonly member: LinkEnd;
  readonly hostile: LinkEnd;
  /** Lets time pass until this holds; throws if it does not within `ms`. */
  until(what: string, holds: () => Promise<boolean>, ms?: number): Promise<void>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Messages that all three have sent so far, large ones in pieces. */
  sent(): Promise<number>;
  close(): Promise<void>;
}

export interface LinkCase {
  readonly name: string;
  run(): Promise<void>;
}

/** The whole contract, each case on a stage of its own. */
export const linkContract = (openStage: () => Promise<LinkStage>): readonly LinkCase[] =>
  Object.entries(cases).map(([name, play]) => ({
    name,
    run: async () => {
      const stage = await openStage();
      try {
        await play(stage);
      } finally {
        await stage.close();
      }
    },
  }));

/** Longer than any pause in which peers gather what they have to say. */
const quietMs = 4_000;
/** Writing, telling how far it was judged, and a pulse: for three people. */
const messagesAnEdit = 18;
const bytesOfMib = 1_048_576;

const cases: Readonly<Record<string, (stage: LinkStage) => Promise<void>>> = {
  'brings what either side writes to all': async (stage) => {
    const { founder, member, hostile } = stage;
    await founder.write('a', 'from the founder');
    await stage.until('founder to member', async () => (await member.read('a')) !== undefined);
    await member.write('b', 'from the member');
    await stage.until('member to founder', async () => (await founder.read('b')) !== undefined);
    await stage.until('to the third', async () => (await hostile.read('b')) !== undefined);
    await untilEqual(stage, [founder, member, hostile]);
  },

  'tells who is connected': async (stage) => {
    const { founder, member, hostile } = stage;
    const devices = [await member.device(), await hostile.device()].toSorted();
    const { state, peers } = await founder.status();
    check(state === 'connected', 'the state says so');
    check(
      peers
        .map(({ device }) => device)
        .toSorted()
        .join() === devices.join(),
      'both devices',
    );
  },

  'tells who holds what was written': async (stage) => {
    await stage.founder.write('a', 'x');
    await stage.until('both hold it', async () => (await stage.founder.reachedMembers()) === 2);
  },

  'catches up in both directions after being away': async (stage) => {
    const { founder, member } = stage;
    await member.stop();
    await founder.write('a', 'while the member was away');
    await member.write('b', 'while away');
    await stage.pass(quietMs);
    check((await member.read('a')) === undefined, 'nothing came while it was stopped');
    await member.start();
    await stage.until('catches up', async () => (await member.read('a')) !== undefined);
    await stage.until('gives', async () => (await founder.read('b')) !== undefined);
    await untilEqual(stage, [founder, member]);
  },

  'brings a megabyte, and shows how far it has come': (stage) => bringLarge(stage, bytesOfMib),
  'brings several megabytes': (stage) => bringLarge(stage, 5 * bytesOfMib),

  'brings several megabytes to one who was away': async (stage) => {
    const { founder, member } = stage;
    await member.stop();
    const text = 'm'.repeat(4 * bytesOfMib);
    await founder.write('large', text);
    await member.start();
    await stage.until('arrives', async () => (await member.read('large')) === text, 120_000);
    check((await member.progress()).seen > 0, 'progress was shown');
  },

  'sends an edit once to each, and is quiet when there is nothing to say': async (stage) => {
    const { founder, member, hostile } = stage;
    await founder.write('a', 'x');
    await untilEqual(stage, [founder, member, hostile]);
    await stage.pass(quietMs);
    const before = await stage.sent();
    await founder.write('a', 'y');
    await stage.until('arrives', async () => (await member.read('a')) === 'y');
    await stage.pass(quietMs);
    const sent = (await stage.sent()) - before;
    check(sent > 0, 'something was sent');
    check(sent <= messagesAnEdit, `an edit costs ${sent} messages`);
  },

  'stops cleanly and can be started again': async (stage) => {
    const { founder, member } = stage;
    const device = await member.device();
    await member.stop();
    const { state, peers } = await member.status();
    check(state === 'stopped' && peers.length === 0, 'it says that it is stopped');
    await stage.until('the founder sees it go', async () => !(await sees(founder, device)));
    await member.start();
    await member.stop();
    await member.start();
    await stage.until('is back', async () => sees(founder, device));
    await founder.write('a', 'again');
    await stage.until('works again', async () => (await member.read('a')) === 'again');
  },

  'shows presence to the others': async (stage) => {
    const { founder, member } = stage;
    await founder.write('a', 'x');
    await untilEqual(stage, [founder, member]);
    await founder.show();
    await stage.until('is shown', async () => (await member.shown()).length === 1);
  },

  'drops who forges, and nobody else': async (stage) => {
    const { founder, member, hostile } = stage;
    await hostile.write('a', 'still honest');
    await untilEqual(stage, [founder, member, hostile]);
    const device = await hostile.device();
    for (let time = 0; time < 6; time += 1) {
      await hostile.forge();
      await stage.pass(100);
    }
    for (const honest of [founder, member]) {
      await stage.until('the forger is dropped', async () => !(await sees(honest, device)));
    }
    await founder.write('b', 'goes on');
    await stage.until('the others go on', async () => (await member.read('b')) === 'goes on');
    await untilEqual(stage, [founder, member]);
    await stage.pass(quietMs);
    check(!(await sees(founder, device)), 'the forger is not let in again');
    check(await sees(founder, await member.device()), 'founder and member stay connected');
  },
};

const bringLarge = async (stage: LinkStage, length: number): Promise<void> => {
  const { founder, member, hostile } = stage;
  const text = 'l'.repeat(length);
  await founder.write('large', text);
  for (const end of [member, hostile]) {
    await stage.until('arrives', async () => (await end.read('large')) === text, 120_000);
  }
  const { seen, largestTotal } = await member.progress();
  check(seen > 0 && largestTotal >= bytesOfMib / 2, `progress was shown: ${seen}, ${largestTotal}`);
  await untilEqual(stage, [founder, member, hostile]);
};

const sees = async (end: LinkEnd, device: string): Promise<boolean> =>
  (await end.status()).peers.some((peer) => peer.device === device);

const untilEqual = (stage: LinkStage, ends: readonly LinkEnd[]): Promise<void> =>
  stage.until('the ledgers are equal', async () => {
    const ledgers = await Promise.all(ends.map((end) => end.ledger()));
    return new Set(ledgers).size === 1;
  });

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`the link does not keep its word: ${what}`);
};
