import { describe, expect, it } from 'vitest';
import { createSeededEnv } from './env.ts';

describe('the seeded environment', () => {
  it('runs timers in the order of their time, then of their making, and not before', async () => {
    const env = createSeededEnv(1, { startMs: 0 });
    const heard: string[] = [];
    env.after(20, () => heard.push(`late at ${env.now()}`));
    env.after(10, () => {
      heard.push(`first at ${env.now()}`);
      env.after(5, () => heard.push(`nested at ${env.now()}`));
    });
    env.after(10, () => heard.push('second'));
    await env.advance(9);
    expect(heard).toEqual([]);
    await env.advance(11);
    expect(heard).toEqual(['first at 10', 'second', 'nested at 15', 'late at 20']);
    expect(env.timers()).toBe(0);
  });

  it('forgets a cancelled timer', async () => {
    const env = createSeededEnv(1);
    let runs = 0;
    const cancel = env.after(1, () => (runs += 1));
    cancel();
    await env.advance(10);
    expect(runs).toBe(0);
  });

  it('lets promises settle between two timers', async () => {
    const env = createSeededEnv(1);
    const heard: string[] = [];
    env.after(1, () => void Promise.resolve().then(() => heard.push('promise')));
    env.after(1, () => heard.push('timer'));
    await env.advance(1);
    expect(heard).toEqual(['promise', 'timer']);
  });

  it('repeats its chance from the seed and gives another seed another', () => {
    const bytes = createSeededEnv(7).random(64);
    expect(createSeededEnv(7).random(64)).toEqual(bytes);
    expect(createSeededEnv(8).random(64)).not.toEqual(bytes);
    expect(createSeededEnv(7 + 2 ** 40).random(64)).not.toEqual(bytes);
  });

  it('spreads its chance evenly', () => {
    const env = createSeededEnv(3);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const place = env.pick(10);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (const count of counts) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1150);
    }
  });

  it('gives a device a wrong clock on the same time', async () => {
    const env = createSeededEnv(1, { startMs: 1000 });
    const device = env.device(5, -300);
    await env.advance(50);
    expect(device.now()).toBe(750);
  });
});
