/**
 * Every screen, written from left to right and from right to left, light and dark: axe finds no
 * violation, and the main way through the app works by keyboard alone.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import type { Person } from './person.ts';
import { startRelay } from './relay-process.ts';
import type { RelayProcess } from './relay-process.ts';
import {
  addLine,
  createGroup,
  createList,
  importFile,
  lineSays,
  panelOf,
  pledge,
  wording,
} from './screens.ts';

const fixture = join(import.meta.dirname, '../fixtures/needs/colchester-care4calais.csv');

let relay: RelayProcess;
let founder: Person;
const profile = newProfile();

beforeAll(async () => {
  relay = await startRelay();
  founder = await openBrowser(profile, relay.origin, { reducedMotion: 'reduce' });
});

afterAll(async () => {
  await Promise.allSettled([founder?.close(), relay?.stop()]);
  relay?.remove();
  removeProfile(profile);
});

const languages = { 'left to right': ['en', ''], 'right to left': ['en-XB', '1'] } as const;

const speak = async (page: Page, [tag, pseudo]: readonly [string, string]): Promise<void> => {
  await page.evaluate(
    ([chosen, isPseudo]) => {
      localStorage.setItem('samphire-pseudo', isPseudo ?? '');
      localStorage.setItem('samphire-language', chosen ?? '');
    },
    [tag, pseudo],
  );
  await page.reload();
};

/** Opens the app anew there, so that nothing of another screen is still shown. */
const visit = async (page: Page, hash: string): Promise<void> => {
  await page.goto('about:blank');
  await page.goto(`${relay.origin}/${hash}`);
  await page.getByRole('heading').first().waitFor();
};

/** Addresses of all screens of the first group and its first list. */
const addressesOf = (page: Page): Readonly<Record<string, string>> => {
  const list = new URL(page.url()).hash;
  return {
    start: '#/',
    'new group': '#/new',
    'this device': '#/device',
    'wiping it': '#/device/wipe',
    join: '#/join',
    home: '#/1',
    invite: '#/1/invite',
    knocks: '#/1/knocks',
    archive: '#/1/archive',
    members: '#/1/members',
    'someone was arrested': '#/1/arrested',
    'my devices': '#/1/devices',
    'group safety': '#/1/safety',
    'set aside': '#/1/set-aside',
    dispute: '#/1/dispute',
    'needs list': list,
    nowhere: '#/1/nothing-here',
  };
};

describe('every screen', () => {
  let screens: Readonly<Record<string, string>> = {};

  it('has no violation from the first on, where nothing is there yet', async () => {
    const { page } = founder;
    await page.goto(relay.origin);
    await page.getByRole('heading', { name: 'Samphire' }).waitFor();
    expect(await violations(page), 'the first screen of all').toEqual([]);
    await createGroup(page, { handle: 'Founder', group: 'Quay' });
    await createList(page, 'Shelves');
    expect(await violations(page), 'an empty list').toEqual([]);
    await importFile(page, fixture);
    await addLine(page, { item: 'عربي', wanted: 10 });
    await pledge(page, 'tarpaulins', { amount: 3 });
    screens = addressesOf(page);
  });

  describe.each(Object.entries(languages))('%s', (_, language) => {
    it.each(['light', 'dark'] as const)('has no violation in %s', async (colorScheme) => {
      const { page } = founder;
      await page.emulateMedia({ colorScheme });
      await speak(page, language);
      const direction = await page.evaluate(() => document.documentElement.dir);
      expect(direction).toBe(language[0] === 'en' ? 'ltr' : 'rtl');
      expect(Object.keys(screens)).toHaveLength(17);
      for (const [name, hash] of Object.entries(screens)) {
        await visit(page, hash);
        expect(await violations(page), name).toEqual([]);
      }
    });

    it('is no wider than a small phone', async () => {
      const { page } = founder;
      await page.setViewportSize({ width: 320, height: 568 });
      for (const [name, hash] of Object.entries(screens)) {
        await visit(page, hash);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, name).toBe(0);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    });
  });

  it('opens its panels without a violation', async () => {
    const { page } = founder;
    await speak(page, languages['left to right']);
    await visit(page, screens['needs list'] ?? '');
    for (const [button, dialog] of [
      [wording('Pledge: tarpaulins'), 'Pledge'],
      [/^tarpaulins$/, 'tarpaulins'],
      [/^Add a line$/, 'Add a line'],
      [/^Import$/, 'Import a list'],
    ] as const) {
      await page.getByRole('button', { name: button }).first().click();
      const panel = page.getByRole('dialog', { name: dialog, exact: true });
      await panel.waitFor();
      expect(await violations(page), dialog).toEqual([]);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'hidden' });
    }
  });

  it('lets a pledge be made by keyboard alone, and gives the focus back', async () => {
    const { page } = founder;
    const button = page.getByRole('button', { name: wording('Pledge: sleeping bags') });
    await button.focus();
    await page.keyboard.press('Enter');
    const panel = panelOf(page, 'Pledge');
    await panel.getByRole('spinbutton', { name: 'How much' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await lineSays(page, 'sleeping bags', '4 pieces promised');
    await button.and(page.locator(':focus')).waitFor();
  });
});
