/**
 * How the screens of a protected device look and sound, from left to right and from right to left,
 * light and dark: axe finds no violation, nothing is wider than a small phone, and everything that is
 * pressed is as large as a thumb.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import type { Person } from './person.ts';
import { startRelay } from './relay-process.ts';
import type { RelayProcess } from './relay-process.ts';
import { createGroup } from './screens.ts';
import { violations } from './axe.ts';

const passphrase = 'marsh lantern ferry oyster';
/** WCAG 2.2 asks for 24, the interface for 44. */
const targetPixelsMin = 44;

let relay: RelayProcess;
let person: Person;
const profile = newProfile();

beforeAll(async () => {
  relay = await startRelay();
  person = await openBrowser(profile, relay.origin, {
    reducedMotion: 'reduce',
    viewport: { width: 320, height: 640 },
  });
});

afterAll(async () => {
  await Promise.allSettled([person?.close(), relay?.stop()]);
  relay?.remove();
  removeProfile(profile);
});

/** Buttons and ways that are smaller than a thumb. Of a field, the box around it is what is pressed. */
const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate((least) => {
    const all = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    return all(document)
      .filter((element) => element.matches('button, a[href], summary, [role=button]'))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .flatMap((element) => {
        const { width, height, top } = element.getBoundingClientRect();
        const isShown = width > 1 && top > -height;
        const isSmall = Math.round(width) < least || Math.round(height) < least;
        return isShown && isSmall ? [`${element.outerHTML.slice(0, 120)} ${width}×${height}`] : [];
      });
  }, targetPixelsMin);

const look = async (page: Page, what: string): Promise<void> => {
  expect(await violations(page), what).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${what}: wider than the phone`).toBe(0);
  expect(await smallTargets(page), `${what}: small targets`).toEqual([]);
};

/** Where sentences are mirrored their letters stay, between two invisible marks. */
const saying = (words: string): RegExp => new RegExp(`^\u202e?${words}\u202c?$`);

const languages = { 'left to right': ['en', ''], 'right to left': ['en-XB', '1'] } as const;

describe('the screens of this device', () => {
  it('can be looked at without a passphrase', async () => {
    const { page } = person;
    await page.goto(relay.origin);
    await createGroup(page, { handle: 'Founder', group: 'Quay' });
    await look(page, 'the question whether to protect it');
    await page.goto(`${relay.origin}/#/device`);
    await page.getByRole('button', { name: 'Protect', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await look(page, 'a passphrase that is too short');
    await page.getByLabel('Passphrase of this device').fill(passphrase);
    await page.getByLabel('The same again').fill(passphrase);
    await page.getByRole('button', { name: 'Protect', exact: true }).click();
    await page.getByText('This device is protected now.').waitFor();
  });

  describe.each(Object.entries(languages))('%s', (_, [tag, pseudo]) => {
    it.each(['light', 'dark'] as const)('have no violation in %s', async (colorScheme) => {
      const { page } = person;
      await page.emulateMedia({ colorScheme });
      await page.evaluate(
        ([chosen, isPseudo]) => {
          localStorage.setItem('samphire-pseudo', isPseudo);
          localStorage.setItem('samphire-language', chosen);
        },
        [tag, pseudo] as const,
      );
      await page.goto(relay.origin);
      await page.reload();
      await page.getByRole('heading', { name: saying('Locked') }).waitFor();
      await page.getByRole('button', { name: saying('Forgotten\\?') }).click();
      await look(page, 'locked');
      await page.getByRole('textbox', { name: saying('Passphrase') }).fill('not the passphrase');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await look(page, 'a wrong passphrase');
      await page.getByText(/You can try again now/).waitFor();
      await page.getByRole('textbox', { name: saying('Passphrase') }).fill(passphrase);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: saying('Lock now') }).waitFor();

      await page.evaluate(() => (location.hash = '#/device'));
      await page.getByRole('heading', { name: saying('This device') }).waitFor();
      for (const part of ['Change the passphrase', 'Take the protection away']) {
        await page.getByRole('button', { name: saying(part) }).click();
        await page
          .getByLabel(/Passphrase in use/)
          .and(page.locator(':visible'))
          .first()
          .waitFor();
        await look(page, part);
      }
      await page.getByRole('button', { name: saying('A second passphrase that wipes') }).click();
      await page.getByRole('button', { name: /Try out whether wiping works here/ }).click();
      await page.getByLabel(/Passphrase that wipes/).waitFor();
      await look(page, 'a second passphrase');

      await page.evaluate(() => (location.hash = '#/device/wipe'));
      await page
        .getByRole('textbox', { name: /wipe/ })
        .fill(tag === 'en' ? 'wipe' : '\u202ewipe\u202c');
      await look(page, 'wiping');
      await page.keyboard.press('Enter');
      const stop = page.getByRole('button', { name: saying('Stop') });
      await stop.waitFor();
      await look(page, 'the countdown');
      await stop.click();
    });
  });
});
