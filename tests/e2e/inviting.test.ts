/**
 * Inviting and joining, as two people see it: by link, by a code before a camera, by a picture of a
 * code; taken back, turned away, used up, over. Real browsers, the real relay, the built app; the
 * camera shows what stood on the other's screen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { violations } from './axe.ts';
import { cameraBefore, pictureOf } from './code-pictures.ts';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import type { Person } from './person.ts';
import { startRelay } from './relay-process.ts';
import type { RelayProcess } from './relay-process.ts';
import { createGroup, fourWords, knock, makeInvite, panelOf } from './screens.ts';

const groupName = 'Quayside kitchen crew';
const founderHandle = 'Saltbush Heron';
const phone = { width: 390, height: 844 };

let relay: RelayProcess;
let founder: Person;
let profiles: string[] = [];
const people: Person[] = [];
const folder = mkdtempSync(join(tmpdir(), 'samphire-film-'));

declare global {
  interface Window {
    /** Every track that a camera was opened with. */
    cameraTracks?: MediaStreamTrack[];
  }
}

/** Keeps every camera that the page opens, so that a test can see whether it still runs. */
const recordCameras = (): void => {
  window.cameraTracks = [];
  const { mediaDevices } = navigator;
  if (mediaDevices === undefined) return;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wish) => {
    const stream = await original(wish);
    window.cameraTracks?.push(...stream.getTracks());
    return stream;
  };
};

const camerasOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (window.cameraTracks ?? []).map(({ readyState }) => readyState));

const open = async (args: readonly string[] = []): Promise<Person> => {
  const profile = newProfile();
  profiles.push(profile);
  const person = await openBrowser(profile, relay.origin, { viewport: phone }, args);
  await person.context.addInitScript(recordCameras);
  people.push(person);
  return person;
};

const leave = async (person: Person): Promise<void> => {
  expect(person.faults()).toEqual([]);
  await person.close();
};

const visit = async (page: Page, hash: string): Promise<void> => {
  await page.goto('about:blank');
  await page.goto(`${relay.origin}/${hash}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
};

/** An invite with these choices, by the names that stand beside them. */
const invite = async (...choices: readonly RegExp[]): Promise<string> => {
  const { page } = founder;
  await visit(page, '#/1/invite');
  for (const name of choices) await page.getByRole('radio', { name }).click();
  return makeInvite(page);
};

const showLarge = async (): Promise<void> => {
  await founder.page.getByRole('button', { name: 'Show it large' }).click();
  const code = panelOf(founder.page, 'Invite as a QR code').getByRole('img');
  await code.and(founder.page.getByLabel('Invite as a QR code')).waitFor();
};

/** The steward's screen of this knock. */
const seeKnock = async (handle: string): Promise<void> => {
  await visit(founder.page, '#/1/knocks');
  await founder.page.getByRole('heading', { name: handle }).waitFor();
};

const admitWithSameWords = async (newcomer: Person, handle: string): Promise<void> => {
  const newcomersWords = await fourWords(newcomer.page, 'Your four words');
  await seeKnock(handle);
  const words = await fourWords(founder.page, 'Words');
  expect(words).toHaveLength(4);
  expect(words).toEqual(newcomersWords);
  await founder.page.getByRole('button', { name: 'Admit' }).click();
  await newcomer.page.getByRole('heading', { name: groupName, level: 1 }).waitFor();
};

const roleOf = (person: Person, role: string): Promise<void> =>
  person.page
    .getByRole('listitem')
    .filter({ hasText: '(you)' })
    .filter({ hasText: role })
    .first()
    .waitFor();

beforeAll(async () => {
  relay = await startRelay();
  founder = await open();
  await founder.page.goto(relay.origin);
  await createGroup(founder.page, { handle: founderHandle, group: groupName });
});

afterAll(async () => {
  await Promise.allSettled(people.map((person) => person.close()));
  await relay?.stop();
  relay?.remove();
  for (const profile of profiles) removeProfile(profile);
  profiles = [];
  rmSync(folder, { recursive: true, force: true });
});

describe('an invite by link', () => {
  it('says whom it is for, lets in with equal words, and gives the role that was chosen', async () => {
    const link = await invite(/^Reader/, /^5$/, /^1 week$/);
    await founder.page.getByText(/^For 5 readers, until /).waitFor();
    const newcomer = await open();
    await knock(newcomer.page, link, 'Avocet');
    expect(newcomer.page.url()).not.toContain('join=');
    await admitWithSameWords(newcomer, 'Avocet');
    await roleOf(newcomer, 'reader');
    await visit(founder.page, '#/1/invite');
    await founder.page.getByText(/^For 4 readers, until /).waitFor();
    await leave(newcomer);
  });

  it('can be for any number up to a hundred, and for no other', async () => {
    const { page } = founder;
    await visit(page, '#/1/invite');
    await page.getByRole('radio', { name: 'Another number' }).click();
    const field = page.getByRole('spinbutton', { name: 'Another number' });
    await field.fill('101');
    await page.getByRole('button', { name: 'Make the invite' }).click();
    await page.getByText('Between 1 and 100 people can come in with one invite.').waitFor();
    await field.fill('37');
    await page.getByRole('button', { name: 'Make the invite' }).click();
    await page.getByText(/^For 37 members, until /).waitFor();
  });

  it('for a device of one’s own says on both sides that it will belong to the same member', async () => {
    const { page } = founder;
    await visit(page, '#/1/devices');
    await page.getByRole('button', { name: 'Add a device' }).click();
    await page.getByText(/^For another device of yours, until /).waitFor();
    const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue();
    const laptop = await open();
    await laptop.page.goto(link.replace('#device=', '#join='));
    await laptop.page.getByRole('heading', { name: 'Join a group' }).waitFor();
    // Another link, while this one is still open.
    await laptop.page.goto(link);
    await laptop.page.getByRole('heading', { name: 'Add this device' }).waitFor();
    await laptop.page.getByText(/^This device will belong to the same member/).waitFor();
    expect(laptop.page.url()).not.toContain('device=');
    await laptop.page.getByRole('textbox', { name: 'A name for this device' }).fill('laptop');
    await laptop.page.getByRole('button', { name: 'Knock' }).click();
    await seeKnock('laptop');
    await page.getByText(/^This is for a device of your own/).waitFor();
    await admitWithSameWords(laptop, 'laptop');
    const me = laptop.page.getByRole('listitem').filter({ hasText: '(you)' }).first();
    await me.filter({ hasText: founderHandle }).waitFor();
    await leave(laptop);
  });
});

describe('an invite by code', () => {
  let newcomer: Person;

  it('is read by the camera from the other’s screen, and the camera ends', async () => {
    await invite();
    await showLarge();
    const camera = await cameraBefore(founder.page, join(folder, 'invite.mjpeg'));
    newcomer = await open(camera);
    await newcomer.context.grantPermissions(['camera'], { origin: relay.origin });
    const { page } = newcomer;
    await visit(page, '#/join');
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('heading', { name: 'Join a group' }).waitFor();
    expect(await camerasOf(page)).toEqual(['ended']);
    await page.getByRole('textbox', { name: 'Your handle' }).fill('Dunlin');
    await page.getByRole('button', { name: 'Knock' }).click();
    await admitWithSameWords(newcomer, 'Dunlin');
    await leave(newcomer);
  });

  it('is read from a picture', async () => {
    await invite();
    await showLarge();
    const buffer = await founder.page.screenshot();
    newcomer = await open();
    const { page } = newcomer;
    await visit(page, '#/join');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
    await page.getByRole('heading', { name: 'Join a group' }).waitFor();
  });

  it.each([
    ['a link of another origin', (fragment: string) => `https://other.example/#join=${fragment}`],
    ['a bare fragment', (fragment: string) => fragment],
  ])('is read as %s, and nothing is asked of that place', async (_, textOf) => {
    const { page } = newcomer;
    const fragment = (await invite()).split('#join=')[1] ?? '';
    await visit(page, '#/join');
    const buffer = pictureOf(textOf(fragment));
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'code.bmp', mimeType: 'image/bmp', buffer });
    await page.getByRole('heading', { name: 'Join a group' }).waitFor();
    expect(new URL(page.url()).origin).toBe(relay.origin);
    expect(newcomer.asked().filter((address) => address.includes('example'))).toEqual([]);
  });

  it.each([
    ['an address', 'https://hostile.example/steal', 'This code is not an invite.'],
    ['a script', 'javascript:document.body.remove()', 'This code is not an invite.'],
    ['markup', '<img src=x onerror=alert(1)>', 'This code is not an invite.'],
    ['half an invite', '#join=AQIDBAUGBwg', 'This is not a whole invite link.'],
  ])('that is %s gets a sentence and does nothing', async (_, text, sentence) => {
    const { page } = newcomer;
    await visit(page, '#/join');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'code.bmp', mimeType: 'image/bmp', buffer: pictureOf(text) });
    await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
    expect(page.url()).toBe(`${relay.origin}/#/join`);
    expect(await page.locator('img').count()).toBe(0);
    expect(newcomer.asked().filter((address) => address.includes('example'))).toEqual([]);
  });

  it.each([
    ['no picture', Buffer.from('no picture at all'), 'not a picture that the browser can open'],
    ['a picture of nothing', undefined, 'No code was found in this picture.'],
  ])('from a file that is %s gets a sentence', async (_, buffer, sentence) => {
    const { page } = newcomer;
    await visit(page, '#/join');
    const shown = buffer ?? (await page.screenshot());
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: shown });
    await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
  });

  it('says so where there is no camera', async () => {
    const { page } = newcomer;
    await visit(page, '#/join');
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('alert').filter({ hasText: 'No camera was found' }).waitFor();
    await leave(newcomer);
  });
});

describe('a camera', () => {
  let newcomer: Person;

  beforeAll(async () => {
    // It looks at a screen without any code.
    await visit(founder.page, '#/1');
    const camera = await cameraBefore(founder.page, join(folder, 'nothing.mjpeg'));
    newcomer = await open(camera);
  });

  const start = async (): Promise<void> => {
    await visit(newcomer.page, '#/join');
    await startHere();
  };
  const startHere = async (): Promise<void> => {
    const { page } = newcomer;
    await page.getByRole('button', { name: 'Use the camera' }).press('Enter');
    await page.getByText('Hold the code into the frame').waitFor();
    await expect.poll(() => camerasOf(page)).toEqual(['live']);
    // A steady picture: it plays.
    await expect
      .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
      .toBeGreaterThan(0);
  };
  const isOver = async (): Promise<void> => {
    await expect.poll(() => camerasOf(newcomer.page)).toEqual(['ended']);
    expect(await newcomer.page.locator('video').count()).toBe(0);
  };

  it('that is refused gets a sentence', async () => {
    const { page } = newcomer;
    await visit(page, '#/join');
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('alert').filter({ hasText: 'The camera was not allowed.' }).waitFor();
    await newcomer.context.grantPermissions(['camera'], { origin: relay.origin });
  });

  it('ends with its button, by keyboard, and gives the focus back', async () => {
    const { page } = newcomer;
    await start();
    const cancel = page.getByRole('button', { name: 'Stop the camera' });
    await cancel.and(page.locator(':focus')).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await isOver();
    await page
      .getByRole('button', { name: 'Use the camera' })
      .and(page.locator(':focus'))
      .waitFor();
  });

  it('ends when the screen is left', async () => {
    await start();
    await newcomer.page.getByRole('link', { name: 'Back' }).click();
    await newcomer.page.getByRole('link', { name: /Start a new group/ }).waitFor();
    await isOver();
  });

  it('ends when the page is hidden', async () => {
    await start();
    await newcomer.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await isOver();
  });

  it('ends when the device is locked', async () => {
    const { page } = newcomer;
    await visit(page, '#/');
    await createGroup(page, { handle: 'Smew', group: 'Lighthouse' });
    await page.goto(`${relay.origin}/#/device`);
    for (const label of ['Passphrase of this device', 'The same again'])
      await page.getByLabel(label).fill('marsh lantern ferry oyster');
    await page.getByRole('button', { name: 'Protect', exact: true }).click();
    await page.getByText('This device is protected now.').waitFor();
    // Within the app: opened anew, it would be locked at once.
    await page.goto(`${relay.origin}/#/join`);
    await startHere();
    await page.keyboard.press('F8');
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
    // Locking begins the page anew, so that nothing of it is left: no camera either.
    expect(await page.locator('video').count()).toBe(0);
    expect(await camerasOf(page)).not.toContain('live');
    await leave(newcomer);
  });
});

describe('an invite that is', () => {
  it('taken back is told to whoever knocks with it', async () => {
    // The only one for so many: others are open beside it.
    const link = await invite(/^20$/);
    const newcomer = await open();
    await knock(newcomer.page, link, 'Gadwall');
    await newcomer.page.getByText('Waiting for somebody to let you in').waitFor();
    await seeKnock('Gadwall');
    await visit(founder.page, '#/1/invite');
    const { page } = founder;
    const card = page
      .locator('samphire-invite-card')
      .filter({ hasText: /For 20 members,/ })
      .first();
    await card.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText(/^Nobody comes in with this invite any more/).waitFor();
    await page.getByRole('button', { name: 'Keep it' }).and(page.locator(':focus')).waitFor();
    await page.getByRole('button', { name: 'Take it back now' }).click();
    await page.getByText('The invite was taken back.').waitFor();
    await newcomer.page.getByText('The group has taken this invite back.').waitFor();
    await leave(newcomer);
  });

  it('used up is told to the next who knocks', async () => {
    const link = await invite(/^1$/);
    const first = await open();
    await knock(first.page, link, 'Knot');
    await admitWithSameWords(first, 'Knot');
    const next = await open();
    await knock(next.page, link, 'Ruff');
    await next.page.getByText('This invite has been used as often as it was meant for.').waitFor();
    await Promise.all([leave(first), leave(next)]);
  });

  it('over is told before anybody knocks', async () => {
    const link = await invite(/^1 hour$/);
    const newcomer = await open();
    await newcomer.context.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 2 * 3_600_000;
    });
    await newcomer.page.goto(link);
    await newcomer.page.getByRole('alert').filter({ hasText: 'This invite ended on' }).waitFor();
    await leave(newcomer);
  });

  it('turned away with a reason is read as it was written', async () => {
    const reason = '<b>Not now</b>, فردا دوباره بیا';
    const link = await invite();
    const newcomer = await open();
    await knock(newcomer.page, link, 'Sanderling');
    await newcomer.page.getByText('Waiting for somebody to let you in').waitFor();
    await seeKnock('Sanderling');
    const { page } = founder;
    const door = page.getByRole('article', { name: 'Sanderling' });
    await door.getByRole('button', { name: 'Turn away' }).press('Enter');
    const field = page.getByRole('textbox', { name: 'A reason, if you like' });
    await field.and(page.locator(':focus')).waitFor();
    await page.keyboard.type(reason);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('Turned away:').waitFor();
    await newcomer.page.getByRole('heading', { name: 'You were not let in' }).waitFor();
    const said = newcomer.page.getByRole('blockquote');
    await said.waitFor();
    expect(await said.textContent()).toBe(reason);
    expect(await said.getAttribute('dir')).toBe('auto');
    expect(await violations(newcomer.page)).toEqual([]);
    await leave(newcomer);
  });
});

describe('the screens', () => {
  const speak = (page: Page, tag: string, pseudo: string): Promise<void> =>
    page.evaluate(
      ([chosen, isPseudo]) => {
        localStorage.setItem('samphire-pseudo', isPseudo ?? '');
        localStorage.setItem('samphire-language', chosen ?? '');
      },
      [tag, pseudo],
    );

  /** Controls that a cold thumb may miss, by name and size. */
  const smallTargets = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => {
      const small: string[] = [];
      const look = (root: Document | ShadowRoot): void => {
        for (const element of root.querySelectorAll('*')) {
          if (element.shadowRoot !== null) look(element.shadowRoot);
          if (!element.matches('button, a[href], wa-radio, input:not([type=file])')) continue;
          const { width, height } = element.getBoundingClientRect();
          if (height === 0 || element.closest('wa-number-input') !== null) continue;
          // Read aloud only, until it has the focus.
          if (element.matches('.skip')) continue;
          if (height < 43.5 || (element.matches('button, wa-radio') && width < 43.5))
            small.push(`${element.localName} ${element.textContent.trim()} ${width}×${height}`);
        }
      };
      look(document);
      return small;
    });

  it.each([
    ['en', '', 'light'],
    ['en', '', 'dark'],
    ['en-XB', '1', 'light'],
    ['en-XB', '1', 'dark'],
  ] as const)(
    '%s %s %s: no violation, no target too small, no wider than a phone',
    async (language, pseudo, colorScheme) => {
      const { page } = founder;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await speak(page, language, pseudo);
      const check = async (what: string): Promise<void> => {
        expect(await violations(page), what).toEqual([]);
        expect(await smallTargets(page), what).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, what).toBe(0);
      };
      await visit(page, '#/1/invite');
      await check('the form');
      await page.locator('wa-button[type=submit]').click();
      await page.locator('samphire-qr-code svg').first().waitFor();
      await check('the newest invite');
      await page.locator('wa-button.enlarge').click();
      const large = page.locator('wa-dialog.large svg[role=img]');
      await large.waitFor();
      await check('the large code');
      expect((await large.boundingBox())?.width).toBeGreaterThan(phone.width * 0.9);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.locator('wa-button.withdraw').first().click();
      await check('the question');
      await visit(page, '#/join');
      await check('joining');
    },
  );

  it('let an invite be made, shown large and taken back by keyboard alone', async () => {
    const { page } = founder;
    const focused = (name: string) =>
      page.getByRole('button', { name }).and(page.locator(':focus'));
    await speak(page, 'en', '');
    await visit(page, '#/1/invite');
    const openBefore = await page.locator('samphire-invite-card').count();
    await page.getByRole('radio', { name: /^Member/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Make the invite' }).press('Enter');
    await focused('Copy the link').waitFor();
    await page
      .getByText(/^For 5 readers, until /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Show it large' }).press('Enter');
    await page.locator('wa-dialog.large svg[role=img]').waitFor();
    await page.keyboard.press('Escape');
    await focused('Show it large').waitFor();
    await page.getByRole('button', { name: 'Take it back' }).first().press('Enter');
    await focused('Keep it').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The invite was taken back.').waitFor();
    expect(await page.locator('samphire-invite-card').count()).toBe(openBefore);
  });
});
