/**
 * What protects a device that may be taken: a passphrase, locking, wiping, and a passphrase that
 * wipes. Real browsers; what is said to be gone is looked for in the page's memory and in every file
 * of the profile.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import type { Person } from './person.ts';
import { startRelay } from './relay-process.ts';
import type { RelayProcess } from './relay-process.ts';
import { scanFolder } from './scan.ts';
import {
  addLine,
  createGroup,
  createList,
  goHome,
  line,
  openList,
  waitUntilSaved,
} from './screens.ts';

const handle = 'Saltbush Heron';
const group = 'Quayside kitchen crew';
const list = 'Warehouse shelves, winter';
const item = 'thermal flasks, one litre';
const passphrase = 'marsh lantern ferry oyster';
const nextPassphrase = 'gravel teacup sparrow winter';
const duress = 'nothing ever was here today';
const secrets = [handle, group, list, item, passphrase, nextPassphrase, duress];

let relay: RelayProcess;
let person: Person;
let page: Page;
let profile: string;
/** What went wrong in any page, and which policies were broken. */
const faults: string[] = [];

beforeAll(async () => {
  relay = await startRelay();
});

afterAll(async () => {
  await relay?.stop();
  relay?.remove();
});

beforeEach(async () => {
  profile = newProfile();
  person = await openBrowser(profile, relay.origin, { reducedMotion: 'reduce' });
  page = person.page;
  await page.goto(relay.origin);
});

afterEach(async () => {
  faults.push(...person.faults());
  await person.close();
  removeProfile(profile);
});

const heading = (where: Page, name: string): Locator =>
  where.getByRole('heading', { name, exact: true });

const protect = async (words: string): Promise<void> => {
  await page.getByLabel('Passphrase of this device').fill(words);
  await page.getByLabel('The same again').fill(words);
  await page.getByRole('button', { name: 'Protect', exact: true }).click();
  await page.getByText('This device is protected now.').waitFor();
};

/** The first minute; a passphrase, if there is to be one; one list with one line. */
const begin = async (words: string): Promise<void> => {
  await createGroup(page, { handle, group });
  if (words !== '') {
    await page.getByRole('link', { name: 'Protect it' }).click();
    await protect(words);
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('link', { name: group }).click();
  }
  await createList(page, list);
  await addLine(page, { item });
  await waitUntilSaved(page);
};

const isLocked = (where: Page): Promise<void> => heading(where, 'Locked').waitFor();

const lock = async (where: Page): Promise<void> => {
  await where.keyboard.press('F8');
  await isLocked(where);
};

const enter = async (where: Page, words: string): Promise<void> => {
  await where.getByLabel('Passphrase', { exact: true }).fill(words);
  await where.keyboard.press('Enter');
};

const unlock = async (where: Page, words = passphrase): Promise<void> => {
  await enter(where, words);
  await heading(where, group).waitFor();
};

const openDevice = async (): Promise<void> => {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('link', { name: 'This device' }).click();
  await page.getByRole('dialog', { name: 'Menu' }).waitFor({ state: 'hidden' });
  await heading(page, 'This device').waitFor();
};

const duressForm = (): Locator => page.locator('samphire-duress-section');

const isAsNew = (where: Page): Promise<void> =>
  where.getByRole('link', { name: /Start a new group/ }).waitFor();

/** Which of these texts stand in the memory of the page's scripts. */
const inMemory = async (where: Page, texts: readonly string[]): Promise<readonly string[]> => {
  const session = await person.context.newCDPSession(where);
  const parts: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  const heap = parts.join('');
  expect(heap.length).toBeGreaterThan(1_000_000);
  return texts.filter((text) => heap.includes(text));
};

interface Kept {
  readonly databases: readonly string[];
  readonly caches: readonly string[];
  readonly workers: number;
  readonly local: readonly string[];
  readonly session: readonly string[];
  readonly cookies: string;
}

/** What the browser keeps of this origin. */
const keptBy = (where: Page): Promise<Kept> =>
  where.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
  }));

/** Something of every kind that an origin can keep, besides what the app keeps. */
const leaveMore = (where: Page): Promise<void> =>
  where.evaluate(async (text) => {
    await new Promise((resolve, reject) => {
      const request = indexedDB.open('of an older version');
      request.addEventListener('success', () => {
        request.result.close();
        resolve(undefined);
      });
      request.addEventListener('error', reject);
    });
    await (await caches.open('older')).put('/older', new Response(text));
    localStorage.setItem('older', text);
    sessionStorage.setItem('older', text);
    document.cookie = 'older=1; path=/';
    const folder = await navigator.storage.getDirectory();
    await folder.getFileHandle('older', { create: true });
  }, 'of an older version');

/** What a wiped device keeps is what a new one keeps: an empty vault, and the app itself. */
const isKeptByNew = (kept: Kept): void => {
  expect(kept.databases.filter((name) => name !== 'samphire-vault')).toEqual([]);
  expect(kept.caches.filter((name) => !name.startsWith('samphire-build-'))).toEqual([]);
  expect(kept.local.filter((key) => key !== 'samphire-language')).toEqual([]);
  expect([kept.session, kept.cookies]).toEqual([[], '']);
};

describe('a protected device', () => {
  it('shows, holds and keeps nothing that can be read while it is locked', async () => {
    await begin(passphrase);
    await line(page, item).waitFor();
    expect(await inMemory(page, [item, group])).toEqual([item, group]);
    await lock(page);
    const { title, text, hash } = await page.evaluate(() => ({
      title: document.title,
      text:
        document.body.textContent +
        (document.querySelector('samphire-app')?.shadowRoot?.textContent ?? ''),
      hash: location.hash,
    }));
    expect([title, hash]).toEqual(['Samphire', '#/']);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(await inMemory(page, secrets)).toEqual([]);
    await page.goBack();
    await isLocked(page);
    await person.close();
    expect(scanFolder(profile, secrets).findings).toEqual([]);

    person = await openBrowser(profile, relay.origin, { reducedMotion: 'reduce' });
    page = person.page;
    await page.goto(relay.origin);
    await isLocked(page);
    await unlock(page);
    await openList(page, list);
    await line(page, item).waitFor();
  });

  it('lets a wrong passphrase wait, longer each time, and says so', async () => {
    await begin(passphrase);
    await lock(page);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await enter(page, 'not the passphrase');
      await page.getByText('This is not the passphrase.').waitFor();
      const button = page.getByRole('button', { name: 'Unlock' });
      expect(await button.isDisabled()).toBe(true);
      const begun = Date.now();
      await page.getByText('You can try again now.').waitFor();
      pauses.push(Date.now() - begun);
    }
    const [first = 0, , third = 0] = pauses;
    expect(third).toBeGreaterThan(first + 1_000);
    await unlock(page);
  });

  it('goes on counting wrong passphrases after a reload', async () => {
    await begin(passphrase);
    await lock(page);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await enter(page, 'not the passphrase');
      await page.getByText('This is not the passphrase.').waitFor();
      if (attempt < 2) await page.getByText('You can try again now.').waitFor();
    }
    await page.reload();
    await isLocked(page);
    await expect.poll(() => page.getByRole('button', { name: 'Unlock' }).isDisabled()).toBe(true);
    await page.getByText('You can try again now.').waitFor();
    await unlock(page);
  });

  it('locks and unlocks by keyboard alone, and by a button in reach of every screen', async () => {
    await begin(passphrase);
    await page.getByRole('button', { name: 'Add a line' }).first().click();
    await page.getByRole('dialog', { name: 'Add a line', exact: true }).waitFor();
    // A dialog is open, and a field has the focus.
    await lock(page);
    await page
      .getByRole('textbox', { name: 'Passphrase', exact: true })
      .and(page.locator(':focus'))
      .waitFor();
    await page.keyboard.type(passphrase);
    await page.keyboard.press('Enter');
    await heading(page, group).waitFor();
    await page.getByRole('button', { name: 'Lock now' }).click();
    await isLocked(page);
  });

  it('locks all tabs together', async () => {
    await begin(passphrase);
    await goHome(page);
    const second = await person.openTab();
    await second.goto(relay.origin);
    await unlock(second);
    await lock(second);
    await isLocked(page);
    expect(await inMemory(page, secrets)).toEqual([]);
    // Each is unlocked by itself: no key leaves its tab.
    await unlock(page);
    expect(await heading(second, 'Locked').isVisible()).toBe(true);
  });

  it('locks by itself when nobody touches it', async () => {
    await begin(passphrase);
    await page.clock.install();
    await page.goto(relay.origin);
    await page.reload();
    await unlock(page);
    await page.clock.runFor('14:00');
    await page.mouse.move(10, 10);
    await page.clock.runFor('14:00');
    await page.getByRole('button', { name: 'Lock now' }).waitFor();
    await page.clock.runFor('01:30');
    await isLocked(page);
    // A device that slept: no timer ran, but the clock went on.
    await unlock(page);
    await page.clock.fastForward('06:00');
    await isLocked(page);
  });

  it('opens with the new passphrase only, once it was changed', async () => {
    await begin(passphrase);
    await openDevice();
    await page.getByRole('button', { name: 'Change the passphrase' }).click();
    await page.getByLabel('Passphrase in use').first().fill(passphrase);
    await page.getByLabel('New passphrase').fill(nextPassphrase);
    await page.getByLabel('The same again').first().fill(nextPassphrase);
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByText('The passphrase has been changed.').waitFor();
    await lock(page);
    await enter(page, passphrase);
    await page.getByText('This is not the passphrase.').waitFor();
    await page.getByText('You can try again now.').waitFor();
    await unlock(page, nextPassphrase);
  });
});

describe('protecting a device later', () => {
  it('is offered, can be put off, and locks what another tab has open', async () => {
    await begin('');
    await goHome(page);
    await page.getByText('Protect this device with a passphrase?').waitFor();
    const second = await person.openTab();
    await second.goto(relay.origin);
    await heading(second, group).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByText('Protect this device with a passphrase?').waitFor({ state: 'detached' });
    await openDevice();
    await page.getByLabel('Passphrase of this device').fill(passphrase);
    await page.getByLabel('The same again').fill('something else entirely');
    await page.getByRole('button', { name: 'Protect', exact: true }).click();
    await page.getByText('The two are not the same.').waitFor();
    await protect(passphrase);
    await isLocked(second);
  });
});

describe('wiping', () => {
  it('needs a gesture that is meant, and can be stopped', async () => {
    await begin(passphrase);
    await openDevice();
    await page.getByRole('link', { name: 'Wipe this device…' }).click();
    await page.getByRole('button', { name: 'Press and hold for 3 seconds' }).click();
    await page.getByLabel('Type “wipe”').fill('wpie');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the word.').waitFor();
    await page.getByLabel('Type “wipe”').fill('wipe');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stop' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Stopped. Nothing was erased.').waitFor();
    await page.goto(relay.origin);
    await heading(page, group).or(heading(page, 'Locked')).first().waitFor();
  });

  it.each(['', passphrase])(
    'leaves nothing behind, other tabs or not (passphrase "%s")',
    async (words) => {
      await begin(words);
      await leaveMore(page);
      const second = await person.openTab();
      await second.goto(relay.origin);
      if (words !== '') await unlock(second);
      await heading(second, group).waitFor();
      await openDevice();
      await page.getByRole('link', { name: 'Wipe this device…' }).click();
      const hold = page.getByRole('button', { name: 'Press and hold for 3 seconds' });
      await hold.focus();
      await page.keyboard.down('Enter');
      await page.getByRole('button', { name: 'Stop' }).waitFor();
      await page.keyboard.up('Enter');
      await isAsNew(page);
      await isAsNew(second);
      isKeptByNew(await keptBy(page));
      expect(await inMemory(page, secrets)).toEqual([]);
      expect(new URL(page.url()).hash).toBe('#/');
      await person.close();
      expect(scanFolder(profile, secrets).findings).toEqual([]);

      person = await openBrowser(profile, relay.origin, { reducedMotion: 'reduce' });
      page = person.page;
      await page.goto(relay.origin);
      await isAsNew(page);
    },
  );

  it('works on a locked device, and without a network', async () => {
    await begin(passphrase);
    await lock(page);
    await person.cutNetwork();
    await page.getByRole('button', { name: 'Forgotten?' }).click();
    await page.getByRole('link', { name: 'Wipe this device…' }).click();
    await page.getByLabel('Type “wipe”').fill('wipe');
    await page.keyboard.press('Enter');
    await isAsNew(page);
    const kept = await keptBy(page);
    isKeptByNew(kept);
    // Nothing could be loaded again: what was erased is to be seen as erased.
    expect([kept.caches, kept.workers]).toEqual([[], 0]);
  });

  it('names what it could not erase', async () => {
    await begin(passphrase);
    const stubborn = await person.openTab();
    // A page of this origin that is not the app, and lets nothing go.
    await stubborn.goto(`${relay.origin}/manifest.webmanifest`);
    await stubborn.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.open('held');
          request.addEventListener('success', () => {
            Object.assign(globalThis, { held: request.result });
            resolve(undefined);
          });
        }),
    );
    await openDevice();
    await page.getByRole('link', { name: 'Wipe this device…' }).click();
    await page.getByLabel('Type “wipe”').fill('wipe');
    await page.keyboard.press('Enter');
    await page.getByText('Not everything could be erased.').waitFor();
    await page.getByText('A database is still there.').waitFor();
    await page.getByText('Close all others, then try again.').waitFor();
    await stubborn.close();
    await page.getByRole('button', { name: 'Try again' }).click();
    await isAsNew(page);
    isKeptByNew(await keptBy(page));
  });
});

describe('the passphrase that wipes', () => {
  it('is offered after a trial, looks like any other, and leaves nothing', async () => {
    await begin(passphrase);
    await leaveMore(page);
    await openDevice();
    await page.getByRole('button', { name: 'A second passphrase that wipes' }).click();
    await page.getByText('this is no legal advice').first().waitFor();
    expect(await page.getByLabel('Passphrase that wipes').count()).toBe(0);
    const before = await keptBy(page);
    await page.getByRole('button', { name: 'Try out whether wiping works here' }).click();
    await page.getByText('None was found again.').waitFor();
    // The trial has erased its own traces, and nothing else.
    expect(await keptBy(page)).toEqual(before);
    await duressForm().getByLabel('Passphrase in use').fill(passphrase);
    await page.getByLabel('Passphrase that wipes').fill(duress);
    await duressForm().getByLabel('The same again').fill(duress);
    await page.getByRole('button', { name: 'Set it' }).click();
    await page.getByText('A second passphrase is set.').waitFor();

    const second = await person.openTab();
    await second.goto(relay.origin);
    await isLocked(second);
    await lock(page);
    await enter(page, duress);
    await isAsNew(page);
    await isAsNew(second);
    expect(await page.getByRole('alert').count()).toBe(0);
    isKeptByNew(await keptBy(page));
    expect(await inMemory(page, secrets)).toEqual([]);
    await person.close();
    expect(scanFolder(profile, secrets).findings).toEqual([]);

    person = await openBrowser(profile, relay.origin, { reducedMotion: 'reduce' });
    page = person.page;
    await page.goto(relay.origin);
    await isAsNew(page);
  });

  it('is a wrong one after it was forgotten', async () => {
    await begin(passphrase);
    await openDevice();
    await page.getByRole('button', { name: 'A second passphrase that wipes' }).click();
    await page.getByRole('button', { name: 'Try out whether wiping works here' }).click();
    await duressForm().getByLabel('Passphrase in use').fill(passphrase);
    await page.getByLabel('Passphrase that wipes').fill(duress);
    await duressForm().getByLabel('The same again').fill(duress);
    await page.getByRole('button', { name: 'Set it' }).click();
    await page.getByText('A second passphrase is set.').waitFor();
    await duressForm().getByLabel('Passphrase in use').fill(passphrase);
    await page.getByRole('button', { name: 'Forget the second passphrase' }).click();
    await page.getByText('It is forgotten.').waitFor();
    await lock(page);
    await enter(page, duress);
    await page.getByText('This is not the passphrase.').waitFor();
    await page.getByText('You can try again now.').waitFor();
    await unlock(page);
  });
});

describe('all of this', () => {
  it('throws nothing that nobody caught, and breaks no policy', () => {
    expect(faults).toEqual([]);
  });
});
