/**
 * A stranger in the room of two people who use the real app: an unmodified client of y-webrtc that
 * knows the room's name and password writes into its document, sends noise and 50 MiB over its
 * connections and garbage over signalling. The two go on, and no page says that anything went wrong.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeVaultContents } from '../../../packages/core/src/group/vault-contents.ts';
import { openVault } from '../../../packages/core/src/identity/vault.ts';
import { epochFromSecret } from '../../../packages/core/src/ledger/epoch.ts';
import { launchChromium } from '../../chromium.ts';
import { createWatch, openPage, openSite, type Site } from '../mesh/pages.ts';
import { newProfile, openBrowser, removeProfile, type Person } from '../person.ts';
import { startRelay, type RelayProcess } from '../relay-process.ts';
import {
  addLine,
  createGroup,
  createList,
  goHome,
  knock,
  line,
  makeInvite,
  openList,
  readList,
  waitUntilSaved,
} from '../screens.ts';

const listTitle = 'Warehouse shelves';
const floodBytes = 50 * 1_048_576;
const patience = { timeout: 60_000 };

let relay: RelayProcess;
let founder: Person;
let member: Person;
let browser: Browser;
let site: Site;
const profiles: string[] = [];
/** What any script of the honest pages wrote as a warning or an error. */
const complaints: string[] = [];

const open = async (): Promise<Person> => {
  const profile = newProfile();
  profiles.push(profile);
  const person = await openBrowser(profile, relay.origin);
  person.page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return person;
};

beforeAll(async () => {
  relay = await startRelay();
  site = await openSite('raw-page.ts');
  browser = await launchChromium();
  [founder, member] = [await open(), await open()];
});

afterAll(async () => {
  await Promise.allSettled([founder?.close(), member?.close(), browser?.close(), relay?.stop()]);
  site?.close();
  relay?.remove();
  for (const profile of profiles) removeProfile(profile);
});

/** Name and password of the room, as whoever reads an unlocked device knows them. */
const roomOf = async (
  page: Page,
): Promise<{ readonly name: string; readonly password: string }> => {
  const bytes = await page.evaluate(
    () =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open('samphire-vault');
        opening.addEventListener('error', () => reject(opening.error ?? new Error('no vault')));
        opening.addEventListener('success', () => {
          const database = opening.result;
          const reading = database.transaction('vault').objectStore('vault').get('vault');
          reading.addEventListener('success', () => {
            resolve([...(reading.result as Uint8Array)]);
            database.close();
          });
        });
      }),
  );
  const opened = openVault(Uint8Array.from(bytes));
  const records = opened.ok ? decodeVaultContents(opened.value) : undefined;
  const membership = records?.find((record) => record.type === 'membership');
  if (membership?.type !== 'membership') throw new Error('the vault holds no group');
  const { groupId, origin } = membership;
  const [founding] = origin.secrets;
  if (!founding) throw new Error('the vault holds no secret');
  return epochFromSecret(groupId, founding.epochId, founding.secret).room;
};

/** A line that one adds is on the other's screen. */
const passes = async (from: Person, to: Person, item: string): Promise<void> => {
  await addLine(from.page, { item });
  await line(to.page, item).waitFor();
};

it('a stranger in the room changes nothing for two people who use the app', async () => {
  await founder.page.goto(relay.origin);
  await createGroup(founder.page, { handle: 'Saltbush Heron', group: 'Quayside kitchen' });
  await createList(founder.page, listTitle);
  await addLine(founder.page, { item: 'blankets' });
  await waitUntilSaved(founder.page);
  await goHome(founder.page);
  await founder.page.getByRole('link', { name: 'Invite somebody' }).click();
  const link = await makeInvite(founder.page);
  await knock(member.page, link, 'Kittiwake Ferry');
  await founder.page.getByRole('link', { name: 'See who it is' }).click();
  await founder.page.getByRole('button', { name: 'Admit' }).click();
  await openList(member.page, listTitle);
  await line(member.page, 'blankets').waitFor();
  await founder.page.goto(relay.origin);
  await openList(founder.page, listTitle);
  await passes(member, founder, 'before');

  const room = await roomOf(founder.page);
  const context = await browser.newContext();
  const stranger = await openPage(context, site, createWatch());
  const address = `${relay.origin.replace('http', 'ws')}/signal`;
  await stranger.evaluate(
    ([name, password, signalling]) => window.raw.join(name, password, signalling),
    [room.name, room.password, address] as const,
  );
  const connected = (): Promise<number> => stranger.evaluate(() => window.raw.connected());
  await expect.poll(connected, patience).toBe(2);

  await stranger.evaluate(() => window.raw.writeCarrier());
  await stranger.evaluate(() => window.raw.signalGarbage());
  const flooding = stranger.evaluate(() => window.raw.sendFlood());
  await passes(founder, member, 'during the flood');
  await flooding;
  expect(await stranger.evaluate(() => window.raw.bytesSent())).toBeGreaterThanOrEqual(floodBytes);
  await stranger.evaluate(() => window.raw.sendNoise());
  await passes(member, founder, 'during the noise');
  await expect.poll(connected, patience).toBe(0);
  await stranger.evaluate(() => window.raw.signalGarbage());
  await passes(founder, member, 'after it was let go');
  await context.close();
  await passes(member, founder, 'after it left');

  expect(await readList(founder.page)).toEqual(await readList(member.page));
  expect(await readList(founder.page)).toHaveLength(6);
  // Nobody honest was let go.
  await founder.page.getByText('Kittiwake Ferry').first().waitFor();
  expect([...founder.faults(), ...member.faults()]).toEqual([]);
  expect(complaints).toEqual([]);
});
