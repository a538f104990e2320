/**
 * Tabs and browsers that are killed while they write. Nothing that a store called durable is lost,
 * no feed gets a gap or a second entry at a place. 10 kills in a row, or as many as SAMPHIRE_KILLS
 * says; every fourth takes the whole browser. A second
 * tab writes its own feed into the same database meanwhile.
 */
import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openProfile } from '../../chromium.ts';
import { bundlePage, openPage } from './bundle.ts';

const kills = Number(process.env['SAMPHIRE_KILLS'] ?? 10);
const msPerKill = 10_000;
const database = 'killed';

/** Chromium's lock on its profile is a link to `host-pid`. */
const browserPid = (profile: string): number => {
  const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1));
  if (!Number.isInteger(pid) || pid <= 1) throw new Error('the browser has no process id');
  return pid;
};

it(
  'keeps all that was acknowledged when tab or browser is killed while writing',
  async () => {
    const profile = mkdtempSync(join(tmpdir(), 'samphire-kill-'));
    const script = await bundlePage();
    const errors: string[] = [];
    /** For each instance, which run wrote the acknowledged entry of each place. */
    const runByPlace = [new Map<number, number>(), new Map<number, number>()] as const;
    let context: BrowserContext = await openProfile(profile);
    /** Resolves when `dies` entries are acknowledged, or with why the writer ended. */
    const startWriting = async (page: Page, run: number, dies: number): Promise<string> => {
      let acknowledged = 0;
      let isEnough: (reason: string) => void = () => undefined;
      const enough = new Promise<string>((resolve) => {
        isEnough = resolve;
      });
      await page.exposeFunction('acknowledged', (instance: 0 | 1, place: number) => {
        if (runByPlace[instance].has(place)) isEnough(`place ${place} was written twice`);
        runByPlace[instance].set(place, run);
        acknowledged += 1;
        if (acknowledged >= dies) isEnough('enough');
      });
      const writing = page
        .evaluate((options) => window.stores.writeForever(options), { name: database, run })
        .then(() => 'the writer ended', String);
      return Promise.race([enough, writing]);
    };
    try {
      for (let run = 0; run < kills; run += 1) {
        const [page, companion] = [
          await openPage(context, script, errors),
          await openPage(context, script, errors),
        ];
        const dies = 3 + ((run * 7) % 23);
        const ended = await Promise.race([
          startWriting(page, run, dies),
          startWriting(companion, run, Number.POSITIVE_INFINITY),
        ]);
        expect(ended).toBe('enough');
        const isWholeBrowser = run % 4 === 3;
        if (isWholeBrowser) {
          const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
          process.kill(browserPid(profile), 'SIGKILL');
          await closed;
          rmSync(join(profile, 'SingletonLock'), { force: true });
          context = await openProfile(profile);
        } else {
          const crashed = new Promise<void>((resolve) => page.once('crash', () => resolve()));
          const devtools = await context.newCDPSession(page);
          void devtools.send('Page.crash').catch(() => undefined);
          await crashed;
          await page.close();
          await companion.close();
        }
        const reader = await openPage(context, script, errors);
        const back = await reader.evaluate((name) => window.stores.readBack(name), database);
        expect(back.instance).toBe(0);
        expect(back.hasGap).toBe(false);
        runByPlace.forEach((acknowledged, instance) => {
          const entries = back.feeds[instance] ?? [];
          for (const [place, writtenIn] of acknowledged) {
            expect(entries[place]).toBe(`run ${writtenIn} place ${place}`);
          }
          // Of each run one entry may have reached the disk without anybody having been told.
          expect(entries.length - acknowledged.size).toBeLessThanOrEqual(run + 1);
        });
        await reader.close();
      }
      expect(errors).toEqual([]);
      expect(runByPlace[0].size + runByPlace[1].size).toBeGreaterThanOrEqual(kills * 3);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  },
  60_000 + kills * msPerKill,
);
