import { describe, expect, it } from 'vitest';
import { createLazyDoorbell, createLazyLink } from './lazy-link.ts';
import type { Doorbell, Link, Replica } from './core.ts';

/** Timers that run when the test says so. */
const timers = () => {
  const due: (() => void)[] = [];
  return {
    env: {
      after: (_ms: number, action: () => void) => {
        due.push(action);
        return () => void due.splice(due.indexOf(action), 1);
      },
    },
    run: () => due.splice(0).forEach((action) => action()),
    count: () => due.length,
  };
};
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const replica = {} as Replica;

const linkThatRecords = () => {
  const calls: string[] = [];
  const link: Link = {
    name: 'mesh',
    start: () => void calls.push('start'),
    stop: async () => void calls.push('stop'),
    status: () => ({ state: 'connected', peers: [], addresses: [] }),
    onStatus: () => () => void calls.push('deaf'),
  };
  return { link, calls };
};

describe('a link that is loaded late', () => {
  it('loads nothing before it is started, then starts what it loaded', async () => {
    const { link, calls } = linkThatRecords();
    let loads = 0;
    const lazy = createLazyLink(timers().env, 'mesh', async () => {
      loads += 1;
      return link;
    });
    expect([loads, lazy.status().state]).toEqual([0, 'stopped']);
    lazy.start(replica);
    expect(lazy.status().state).toBe('searching');
    await settled();
    expect([loads, calls, lazy.status().state]).toEqual([1, ['start'], 'connected']);
    await lazy.stop();
    expect([calls, lazy.status().state]).toEqual([['start', 'deaf', 'stop'], 'stopped']);
  });

  it('asks again when the code cannot be loaded', async () => {
    const { link, calls } = linkThatRecords();
    const clock = timers();
    let loads = 0;
    const lazy = createLazyLink(clock.env, 'mesh', () => {
      loads += 1;
      return loads === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(link);
    });
    lazy.start(replica);
    await settled();
    expect(lazy.status().state).toBe('searching');
    clock.run();
    await settled();
    expect(calls).toEqual(['start']);
  });

  it('starts nothing when it was stopped while loading', async () => {
    const { link, calls } = linkThatRecords();
    const clock = timers();
    const lazy = createLazyLink(clock.env, 'mesh', async () => link);
    lazy.start(replica);
    await lazy.stop();
    await settled();
    expect([calls, clock.count()]).toEqual([[], 0]);
  });
});

describe('a doorbell that is loaded late', () => {
  it('hands on in order what was asked before it was there', async () => {
    const calls: string[] = [];
    const doorbell: Doorbell = {
      post: (topic) => void calls.push(`post ${topic}`),
      listen: (topic) => {
        calls.push(`listen ${topic}`);
        return () => void calls.push(`leave ${topic}`);
      },
      stop: () => void calls.push('stop'),
    };
    const lazy = createLazyDoorbell(timers().env, async () => doorbell);
    const leave = lazy.listen('one', () => {});
    lazy.listen('two', () => {})();
    lazy.post('one', new Uint8Array());
    await settled();
    lazy.post('later', new Uint8Array());
    leave();
    lazy.stop();
    lazy.post('never', new Uint8Array());
    expect(calls).toEqual(['listen one', 'post one', 'post later', 'leave one', 'stop']);
  });
});
