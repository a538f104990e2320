/**
 * A group governs itself, as its people see it: real browsers, the real relay, the built app. Roles
 * that the other sees change, somebody removed while offline, an arrest, a second device, and two
 * groups side by side. The stories follow one another in one group, as they would.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import type { Person } from './person.ts';
import { startRelay } from './relay-process.ts';
import type { RelayProcess } from './relay-process.ts';
import {
  addLine,
  createGroup,
  createList,
  fourWords,
  goHome,
  knock,
  line,
  lineNames,
  makeInvite,
  openList,
  panelOf,
  waitUntilSaved,
  withoutMarks,
  wording,
} from './screens.ts';

const founderHandle = 'Saltbush Heron';
const memberHandle = 'سامر من حلب';
const friendHandle = 'د ښاغلي ګل';
const groupName = 'Quayside kitchen crew';
const listTitle = 'Warehouse shelves, winter';
const otherGroup = 'Lighthouse translators';
const removedTitle = 'This device is no longer in this group.';

let relay: RelayProcess;
let founder: Person;
let member: Person;
let laptop: Person;
const people: Person[] = [];
const profiles: string[] = [];

const open = async (): Promise<Person> => {
  const profile = newProfile();
  profiles.push(profile);
  const person = await openBrowser(profile, relay.origin);
  people.push(person);
  return person;
};

/** A screen of the first group, by its name in the address. */
const visit = async (page: Page, screen: string, heading: string): Promise<void> => {
  await page.goto(`${relay.origin}/#/1${screen === '' ? '' : `/${screen}`}`);
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
};
const visitMembers = (page: Page): Promise<void> => visit(page, 'members', 'Members and devices');
const visitDevices = (page: Page): Promise<void> => visit(page, 'devices', 'My devices');

/** One member in the list, opened. */
const memberCard = async (page: Page, handle: string): Promise<Locator> => {
  const card = page.locator('wa-details').filter({ hasText: handle });
  const summary = card.getByRole('button', { name: wording(handle) }).first();
  if ((await summary.getAttribute('aria-expanded')) === 'false') await summary.click();
  return card;
};

const roleIs = (page: Page, handle: string, role: string): Promise<void> =>
  page
    .locator('wa-details')
    .filter({ hasText: handle })
    .filter({ hasText: new RegExp(`${role} ·`) })
    .waitFor();

/** Asks for a deed on a member's card and confirms it; what the confirmation said comes back. */
const confirm = async (page: Page, title: string, button: string): Promise<string> => {
  const dialog = page.getByRole('dialog', { name: wording(title) });
  await dialog.waitFor();
  const panel = page.locator('wa-dialog').filter({ has: dialog });
  const said = withoutMarks(await panel.innerText());
  await panel.getByRole('button', { name: button, exact: true }).click();
  return said;
};

/** The end of a deed that changed the keys: what it shows, until `words` stand there. */
const doneSays = (page: Page, words: string): Promise<void> =>
  panelOf(page, 'Done').getByText(words).waitFor();

const closeDone = async (page: Page): Promise<void> => {
  await panelOf(page, 'Done').getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

/** Lets in whoever knocks, after the words were seen to be the same on both. */
const admit = async (inside: Page, outside: Page): Promise<void> => {
  const theirs = await fourWords(outside, 'Your four words');
  await visit(inside, 'knocks', 'At the door');
  expect(await fourWords(inside, 'Words')).toEqual(theirs);
  await inside.getByRole('button', { name: 'Admit' }).click();
};

const join = async (person: Person, handle: string): Promise<void> => {
  await visit(founder.page, 'invite', 'Invite somebody');
  const link = await makeInvite(founder.page);
  await knock(person.page, link, handle);
  await admit(founder.page, person.page);
  await openList(person.page, listTitle);
};

const isTold = (page: Page, words: string): Promise<void> =>
  page.getByText(words, { exact: false }).first().waitFor();

const bodyText = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Element && node.shadowRoot !== null)
        return `${read(node.shadowRoot)} ${[...node.childNodes].map(read).join(' ')}`;
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      return [...node.childNodes].map(read).join(' ');
    };
    return read(document.body);
  });

beforeAll(async () => {
  relay = await startRelay();
  founder = await open();
  member = await open();
});

afterAll(async () => {
  await Promise.allSettled([...people.map((person) => person.close()), relay?.stop()]);
  relay?.remove();
  for (const profile of profiles) removeProfile(profile);
});

describe('roles', () => {
  it('a member who is made a steward sees it, and a steward made reader as well', async () => {
    const { page } = founder;
    await page.goto(relay.origin);
    await createGroup(page, { handle: founderHandle, group: groupName });
    await createList(page, listTitle);
    await addLine(page, { item: 'tarpaulins', wanted: 20 });
    await join(member, memberHandle);
    await line(member.page, 'tarpaulins').waitFor();

    await visitMembers(page);
    await isTold(page, 'You are the only steward.');
    await visitMembers(member.page);
    await isTold(member.page, 'Only stewards change roles and remove people.');

    const card = await memberCard(page, memberHandle);
    await card.getByRole('button', { name: 'Make steward' }).click();
    const promised = await confirm(page, `Make ${memberHandle} a steward?`, 'Make steward');
    expect(promised).not.toContain('changes the keys of the group');
    await isTold(page, 'is a steward now.');
    await roleIs(member.page, memberHandle, 'steward');

    await card.getByRole('button', { name: 'Make reader' }).click();
    const warned = await confirm(page, `Make ${memberHandle} a reader?`, 'Make reader');
    expect(warned).toContain('changes the keys of the group');
    await doneSays(page, 'All 2 devices have moved to the new keys.');
    await closeDone(page);
    await roleIs(member.page, memberHandle, 'reader');
  });

  it('a reader reads on, and cannot edit', async () => {
    await isTold(member.page, 'You are a reader here');
    await goHome(member.page);
    expect(await member.page.getByRole('button', { name: 'New needs list' }).count()).toBe(0);
    await openList(member.page, listTitle);
    await isTold(member.page, 'your role does not let you change it');
    expect(await member.page.getByRole('button', { name: 'Add a line' }).count()).toBe(0);

    await visit(founder.page, '', groupName);
    await openList(founder.page, listTitle);
    await addLine(founder.page, { item: 'written for a reader' });
    await line(member.page, 'written for a reader').waitFor();
  });

  it('who may write again writes at once', async () => {
    const { page } = founder;
    await visitMembers(page);
    const card = await memberCard(page, memberHandle);
    await card.getByRole('button', { name: 'Make member' }).click();
    await confirm(page, `Make ${memberHandle} a member?`, 'Make member');
    await isTold(page, 'is a member now.');
    await addLine(member.page, { item: 'from a member again' });
    await visit(page, '', groupName);
    await openList(page, listTitle);
    await line(page, 'from a member again').waitFor();
  });
});

describe('devices', () => {
  it('a second device comes in by a link of the first, and writes in the same name', async () => {
    laptop = await open();
    const { page } = founder;
    await visitDevices(page);
    await page.getByRole('button', { name: 'Add a device' }).click();
    const link = await page.getByRole('textbox', { name: 'Invite link' }).first().inputValue();
    await laptop.page.goto(link);
    await laptop.page.getByRole('heading', { name: 'Add this device' }).waitFor();
    await laptop.page.getByRole('textbox', { name: 'A name for this device' }).fill('laptop');
    await laptop.page.getByRole('button', { name: 'Knock' }).click();
    await admit(page, laptop.page);
    await openList(laptop.page, listTitle);
    await line(laptop.page, 'from a member again').waitFor();
    await addLine(laptop.page, { item: 'from the laptop' });

    await visitDevices(page);
    await expect.poll(() => page.locator('.device').count()).toBe(2);
    await page.getByRole('button', { name: 'Drop this device' }).waitFor();
    // The group knows one member more by one device, under one handle.
    await visitMembers(member.page);
    const card = await memberCard(member.page, founderHandle);
    await card.filter({ hasText: '2 devices' }).waitFor();
  });
});

describe('removing', () => {
  it('tells before what the person could read, and afterwards who has the new keys', async () => {
    await member.cutNetwork();
    const { page } = founder;
    await visitMembers(page);
    const card = await memberCard(page, memberHandle);
    await card.getByRole('button', { name: 'Remove', exact: true }).click();
    const told = await confirm(page, `Remove ${memberHandle}`, 'Remove');
    expect(told).toContain(listTitle);
    expect(told).toContain('nothing can take it back');
    await doneSays(page, 'All 2 devices have moved to the new keys.');
    await closeDone(page);
    await expect
      .poll(() => page.locator('wa-details').filter({ hasText: memberHandle }).count())
      .toBe(0);

    await visit(page, '', groupName);
    await openList(page, listTitle);
    await addLine(page, { item: 'after the removal' });
    await line(laptop.page, 'after the removal').waitFor();
  });

  it('who was removed is told, keeps what was there, and gets nothing more', async () => {
    const { page } = member;
    await member.restoreNetwork();
    await isTold(page, removedTitle);
    for (const [screen, heading] of [
      ['', groupName],
      ['members', 'Members and devices'],
      ['safety', 'Group safety'],
      ['devices', 'My devices'],
      ['archive', 'Archive'],
    ] as const) {
      await visit(page, screen, heading);
      await isTold(page, removedTitle);
      const writing =
        /^(?:New needs list|Rename the group|Archive .*|Add a device|Drop this device|Remove.*|Make .*|New keys now|Leave this group)$/;
      expect(await page.getByRole('button', { name: writing }).count(), screen).toBe(0);
    }
    await visit(page, '', groupName);
    await openList(page, listTitle);
    await line(page, 'from the laptop').waitFor();
    expect(await page.getByRole('button', { name: 'Add a line' }).count()).toBe(0);

    // The others go on, near as they are; nothing of it arrives here.
    await addLine(founder.page, { item: 'for those who are left' });
    await line(laptop.page, 'for those who are left').waitFor();
    const names = await lineNames(page);
    expect(names).toContain('tarpaulins');
    expect(names).not.toContain('after the removal');
    expect(names).not.toContain('for those who are left');
  });

  it('a device that is dropped is told, and the keys change', async () => {
    const { page } = founder;
    await visitDevices(page);
    await page.getByRole('button', { name: 'Drop this device' }).click();
    await confirm(page, 'Drop this device?', 'Drop the device');
    await doneSays(page, 'The only device has moved to the new keys.');
    await closeDone(page);
    await isTold(laptop.page, removedTitle);
  });
});

describe('an arrest', () => {
  it('is one flow: who, what will happen, and what those devices could read', async () => {
    const friend = await open();
    await join(friend, friendHandle);
    await waitUntilSaved(friend.page);
    await visit(founder.page, 'invite', 'Invite somebody');
    await makeInvite(founder.page);

    const { page } = founder;
    await visit(page, '', groupName);
    await page.getByRole('link', { name: 'Someone was arrested' }).click();
    await page.getByRole('heading', { name: 'Who was arrested?' }).waitFor();
    await page.getByRole('button', { name: wording(friendHandle) }).click();
    const told = await confirm(page, `${friendHandle} was arrested?`, 'Cut off now');
    expect(told).toContain('invites');
    expect(told).toContain(listTitle);
    await doneSays(page, 'What they had received');
    await doneSays(page, 'The only device has moved to the new keys.');
    await closeDone(page);
    await isTold(page, 'Tell the others');
    await isTold(friend.page, removedTitle);
  });

  it('and everything that happened stands in the history, newest first', async () => {
    const { page } = founder;
    await visit(page, 'safety', 'Group safety');
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('founded the group').waitFor();
    const events = (await history.getByRole('listitem').allInnerTexts()).map(withoutMarks);
    const removals = events.filter((event) => / removed /.test(event));
    expect(removals[0]).toContain(friendHandle);
    expect(removals.some((event) => event.includes(memberHandle))).toBe(true);
    expect(events.at(-1)).toContain('founded the group');
    expect(events.every((event) => /by the clock of|no time is known/.test(event))).toBe(true);
  });
});

describe('two groups on one device', () => {
  it('stand side by side, and neither shows anything of the other', async () => {
    const { page } = founder;
    await page.goto(`${relay.origin}/#/`);
    await createGroup(page, { handle: 'Another Name', group: otherGroup });
    const shown = await bodyText(page);
    for (const word of [groupName, listTitle, founderHandle]) expect(shown).not.toContain(word);
    await createList(page, 'Words wanted');
    expect(await page.title()).toBe('Samphire');
    expect(new URL(page.url()).hash).toMatch(/^#\/2\/needs\/[0-9a-f]{32}$/);

    await page.goto(`${relay.origin}/#/1`);
    await page.getByRole('link', { name: listTitle }).waitFor();
    const first = await bodyText(page);
    for (const word of [otherGroup, 'Words wanted', 'Another Name'])
      expect(first).not.toContain(word);
    expect(await page.title()).toBe('Samphire');
    await page.goto(`${relay.origin}/#/`);
    await page.getByRole('link', { name: new RegExp(otherGroup) }).waitFor();
    await page.getByRole('link', { name: new RegExp(groupName) }).waitFor();
  });
});

describe('all of these pages', () => {
  it('caught every error, and kept to their policy', () => {
    expect(people.flatMap((person) => person.faults())).toEqual([]);
  });
});
