/**
 * What must work, as two people see it: real browsers, the real relay as a process, the built app.
 * The stories follow one another in one group, as they would; each begins where the last one ended.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import type { Person } from './person.ts';
import { startRelay } from './relay-process.ts';
import type { RelayProcess } from './relay-process.ts';
import { scanFolder } from './scan.ts';
import {
  addLine,
  chooseFile,
  closePanel,
  createGroup,
  createList,
  editLine,
  fourWords,
  goHome,
  importFile,
  knock,
  line,
  lineNames,
  lineSays,
  lineText,
  makeInvite,
  openLine,
  openList,
  pledge,
  readList,
  receive,
  startLine,
  waitUntilSaved,
  wording,
} from './screens.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'needs');
const colchester = join(fixtures, 'colchester-care4calais.csv');

const founderHandle = 'Saltbush Heron';
const memberHandle = 'Kittiwake Ferry';
const groupName = 'Quayside kitchen crew';
const listTitle = 'Warehouse shelves, winter';
const pledgeNote = 'Blue van, behind the lighthouse';
const offlineLine = 'thermal flasks, one litre';

let relay: RelayProcess;
let founder: Person;
let member: Person;
const profiles: string[] = [];
/** Everything that any browser of these stories asked for, and what went wrong in any page. */
const asked: string[] = [];
const faults: string[] = [];

const open = (profile: string): Promise<Person> => openBrowser(profile, relay.origin);

const closeBrowser = async (person: Person): Promise<void> => {
  await person.close();
  asked.push(...person.asked());
  faults.push(...person.faults());
};

const freshProfile = (): string => {
  const profile = newProfile();
  profiles.push(profile);
  return profile;
};

beforeAll(async () => {
  relay = await startRelay();
  founder = await open(freshProfile());
  member = await open(freshProfile());
});

afterAll(async () => {
  await Promise.allSettled([founder?.close(), member?.close(), relay?.stop()]);
  relay?.remove();
  for (const profile of profiles) removeProfile(profile);
});

describe('two people keep one needs list', () => {
  it('a founder creates a group and imports a real list', async () => {
    const { page } = founder;
    await page.goto(relay.origin);
    await createGroup(page, { handle: founderHandle, group: groupName });
    await createList(page, listTitle);
    await importFile(page, colchester);

    const names = await lineNames(page);
    expect(names).toHaveLength(28);
    expect(names).toContain("men's waterproof walking boots");
    const boots = await lineText(page, "men's waterproof walking boots");
    expect(boots).toContain('38–45 EU');
    expect(boots).toContain('most 40–43');
    expect(boots).toContain('waterproof');
    expect(await lineText(page, "men's boxer shorts")).toContain('tight fit only');
    for (const tier of ['Urgent', 'Always']) {
      await page.getByRole('heading', { name: new RegExp(`^${tier}`) }).waitFor();
    }
    await waitUntilSaved(page);
    await page.getByText('You are the only member so far').waitFor();
  });

  it('a newcomer follows the invite, both see the same words, and is let in', async () => {
    await goHome(founder.page);
    await founder.page.getByRole('link', { name: 'Invite somebody' }).click();
    const link = await makeInvite(founder.page);
    expect(new URL(link).origin).toBe(relay.origin);

    await knock(member.page, link, memberHandle);
    // Nothing of the invite stays in the address bar.
    expect(member.page.url()).not.toContain('join=');
    const newcomersWords = await fourWords(member.page, 'Your four words');
    await founder.page.getByRole('link', { name: 'See who it is' }).click();
    await founder.page.getByRole('heading', { name: memberHandle }).waitFor();
    const foundersWords = await fourWords(founder.page, 'Words');
    expect(foundersWords).toEqual(newcomersWords);
    expect(foundersWords).toHaveLength(4);

    await founder.page.getByRole('button', { name: 'Admit' }).click();
    await openList(member.page, listTitle);
    await expect.poll(() => lineNames(member.page)).toHaveLength(28);
  });

  it('what either does shows on the other at once', async () => {
    await goHome(founder.page);
    await openList(founder.page, listTitle);
    // Each sees that the other is here: both are connected.
    await founder.page.getByText(memberHandle).first().waitFor();
    await member.page.getByText(founderHandle).first().waitFor();

    await pledge(member.page, 'sleeping bags', { amount: 12, note: pledgeNote });
    await lineSays(founder.page, 'sleeping bags', '12 pieces promised');

    await editLine(founder.page, 'hoodies', { item: 'dark hoodies', wanted: 40 });
    await lineSays(member.page, 'dark hoodies', '40 pieces wanted');

    await receive(founder.page, 'sleeping bags', 10);
    await lineSays(member.page, 'sleeping bags', '10 pieces arrived');
    expect(await readList(member.page)).toEqual(await readList(founder.page));
  });

  it('edits go directly between the browsers: the relay is not needed once they have met', async () => {
    await relay.stop();
    await addLine(member.page, { item: 'rope, ten metres', wanted: 6 });
    await lineSays(founder.page, 'rope, ten metres', '6 pieces wanted');
    relay = await startRelay(relay.port);
    for (const { page } of [founder, member]) {
      await page.getByText('relay reached now').waitFor();
    }
  });

  it('both go offline, edit and pledge for the same line, and come back to one list', async () => {
    await Promise.all([founder.cutNetwork(), member.cutNetwork()]);
    for (const { page } of [founder, member]) await page.getByText('nobody near').waitFor();

    await pledge(founder.page, 'tarpaulins', { amount: 5 });
    await pledge(member.page, 'tarpaulins', { amount: 7 });
    await editLine(founder.page, 'tarpaulins', { wanted: 20 });
    await editLine(member.page, 'tarpaulins', { qualifiers: 'at least four metres' });
    await addLine(founder.page, { item: offlineLine });
    await addLine(member.page, { item: 'wool socks' });
    await Promise.all([waitUntilSaved(founder.page), waitUntilSaved(member.page)]);
    // Apart, each sees only their own.
    await lineSays(founder.page, 'tarpaulins', '5 promised');
    await lineSays(member.page, 'tarpaulins', '7 pieces promised');

    await Promise.all([founder.restoreNetwork(), member.restoreNetwork()]);
    for (const { page } of [founder, member]) {
      await lineSays(page, 'tarpaulins', '12 promised');
      await lineSays(page, 'tarpaulins', '20 pieces wanted');
      await lineSays(page, 'tarpaulins', 'at least four metres');
      await line(page, offlineLine).waitFor();
      await line(page, 'wool socks').waitFor();
    }
    expect(await readList(member.page)).toEqual(await readList(founder.page));
    const names = await lineNames(founder.page);
    expect(new Set(names).size).toBe(names.length);
    // Both pledges stand, each under the one who made it.
    const panel = await openLine(founder.page, 'tarpaulins');
    for (const words of ['5 pieces', '7 pieces', memberHandle]) {
      await panel.getByText(wording(words)).first().waitFor();
    }
    await closePanel(founder.page, 'tarpaulins');
  });

  it('a reload in the middle of an edit loses nothing that was saved', async () => {
    const { page } = founder;
    await addLine(page, { item: 'head torches' });
    await waitUntilSaved(page);
    await startLine(page, { item: 'never finished' });
    await page.reload();
    await line(page, 'head torches').waitFor();
    expect(await lineNames(page)).not.toContain('never finished');
    await line(member.page, 'head torches').waitFor();
    // The same feed goes on: what is written after the reload reaches the other as well.
    await addLine(page, { item: 'batteries for torches' });
    await line(member.page, 'batteries for torches').waitFor();
    await expect
      .poll(async () => [await readList(founder.page), await readList(member.page)])
      .toSatisfy(([one, other]) => JSON.stringify(one) === JSON.stringify(other));
  });

  it('two tabs of one browser write at once', async () => {
    const tab = await founder.openTab();
    await tab.goto(founder.page.url());
    await line(tab, 'head torches').waitFor();
    await addLine(tab, { item: 'from the second tab' });
    await addLine(founder.page, { item: 'from the first tab' });
    for (const page of [tab, founder.page, member.page]) {
      await line(page, 'from the second tab').waitFor();
      await line(page, 'from the first tab').waitFor();
    }
    expect(await readList(tab)).toEqual(await readList(founder.page));
    await waitUntilSaved(tab);
    await tab.close();
    await addLine(founder.page, { item: 'after the second tab' });
    await line(member.page, 'after the second tab').waitFor();
  });

  it('one mebibyte of a list arrives on the other device', async () => {
    await goHome(founder.page);
    await createList(founder.page, 'Long inventory');
    const qualifiers = (index: number): string =>
      ['packed', 'counted', 'labelled', 'shelved']
        .map((state) => `${state}: words that take room on the way, number ${index} of all of them`)
        .join('; ');
    const rows = Array.from(
      { length: 4_096 },
      (_, index) => `always,other,item number ${index},"${qualifiers(index)}"`,
    );
    const buffer = Buffer.from(['tier,category,item,qualifiers', ...rows].join('\n'));
    expect(buffer.length).toBeGreaterThan(1_048_576);
    await importFile(founder.page, { name: 'long.csv', mimeType: 'text/csv', buffer });
    await founder.page.getByText('4,096 lines').first().waitFor();

    await goHome(member.page);
    await openList(member.page, 'Long inventory');
    await member.page.getByText('4,096 lines').first().waitFor();
    await Promise.all([waitUntilSaved(founder.page), waitUntilSaved(member.page)]);
  });

  it('a file that is no list, and a link that is no invite, get a plain sentence', async () => {
    const dialog = await chooseFile(member.page, {
      name: 'photo.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1]),
    });
    await dialog.getByText('This is no text file.').waitFor();
    await dialog
      .getByRole('button', { name: /^(?:Cancel|Close)$/ })
      .first()
      .click();
    await member.page.getByRole('dialog').waitFor({ state: 'hidden' });

    const tab = await member.openTab();
    await tab.goto(`${relay.origin}/#join=AAAAAAAAAAAA`);
    await tab.getByRole('heading', { name: 'Follow an invite' }).waitFor();
    await tab.getByRole('alert').first().waitFor();
    await tab.close();
  });

  it('with the relay gone and no network the app opens, and everything is there', async () => {
    await goHome(member.page);
    await openList(member.page, listTitle);
    const before = await readList(member.page);
    await Promise.all([closeBrowser(founder), closeBrowser(member)]);
    await relay.stop();

    member = await open(member.profile);
    await member.cutNetwork();
    await member.page.goto(relay.origin);
    await openList(member.page, listTitle);
    await expect.poll(() => readList(member.page)).toEqual(before);
    await addLine(member.page, { item: 'written without any network' });
    await waitUntilSaved(member.page);

    // Its founder opens the app later, with a network again: both meet.
    relay = await startRelay(relay.port);
    await member.restoreNetwork();
    founder = await open(founder.profile);
    await founder.page.goto(relay.origin);
    await openList(founder.page, listTitle);
    await line(founder.page, 'written without any network').waitFor();
    await Promise.all([waitUntilSaved(founder.page), waitUntilSaved(member.page)]);
  });
});

describe('what the stories leave behind', () => {
  const secrets = [
    founderHandle,
    memberHandle,
    groupName,
    listTitle,
    pledgeNote,
    offlineLine,
    'Long inventory',
    'words that take room',
    'rope, ten metres',
    'at least four metres',
    'written without any network',
    ...readFileSync(colchester, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')[2] ?? '')
      .filter((item) => item.length >= 12),
  ];

  it('is no string of the list, of a handle, of a name, on any disk', async () => {
    await Promise.all([closeBrowser(founder), closeBrowser(member)]);
    await relay.stop();
    for (const profile of profiles) {
      const scan = scanFolder(profile, secrets);
      // The sealed ledgers are there, the megabyte among them: there was something to look through.
      expect(scan.bytes).toBeGreaterThan(1_048_576);
      expect(scan.findings).toEqual([]);
    }
    expect(scanFolder(relay.folder, secrets).findings).toEqual([]);
    for (const secret of secrets) expect(relay.said()).not.toContain(secret);
  });

  it('would be found if it were there', async () => {
    relay = await startRelay(relay.port);
    const profile = freshProfile();
    const careless = await open(profile);
    await careless.page.goto(relay.origin);
    await careless.page.evaluate(async (text) => {
      const request = indexedDB.open('careless', 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore('rows'));
      await new Promise((resolve) => request.addEventListener('success', resolve));
      const transaction = request.result.transaction('rows', 'readwrite', { durability: 'strict' });
      transaction.objectStore('rows').put({ handle: text, wide: `${text} ☃` }, 1);
      transaction.objectStore('rows').put(new TextEncoder().encode(text), 2);
      await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    }, founderHandle);
    await careless.close();
    const { findings } = scanFolder(profile, secrets);
    expect(findings.map(({ text }) => text)).toContain(founderHandle);
    expect(findings.map(({ encoding }) => encoding)).toContain('utf-16');
  });

  it('is no request to anybody but the relay', () => {
    const foreign = asked.filter(
      (address) =>
        !address.startsWith(`${relay.origin}/`) &&
        !address.startsWith(`${relay.origin.replace('http', 'ws')}/`) &&
        !/^(?:data|blob|about):/.test(address),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
  });

  it('is no error that nobody caught, and no policy that was broken', () => {
    expect(faults).toEqual([]);
  });
});
