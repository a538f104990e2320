/**
 * Makes the pictures of docs/images from a real session: `node tests/e2e/screenshots.ts`, after
 * `npm run build`. Two people, one real list; run by hand when the screens have changed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newProfile, openBrowser, removeProfile } from './person.ts';
import { startRelay } from './relay-process.ts';
import {
  createGroup,
  createList,
  editLine,
  fourWords,
  goHome,
  importFile,
  knock,
  lineSays,
  makeInvite,
  openList,
  pledge,
  receive,
  waitUntilSaved,
} from './screens.ts';

const images = join(import.meta.dirname, '..', '..', 'docs', 'images');
const fixture = join(import.meta.dirname, '../fixtures/needs/colchester-care4calais.csv');
const title = 'Winter list, warehouse';
const phone = { width: 390, height: 844 };
const desk = { width: 1180, height: 860 };

mkdirSync(images, { recursive: true });
const relay = await startRelay();
const profiles = [newProfile(), newProfile()] as const;
const founder = await openBrowser(profiles[0], relay.origin, {
  viewport: desk,
  deviceScaleFactor: 2,
  reducedMotion: 'reduce',
});
const member = await openBrowser(profiles[1], relay.origin, {
  viewport: phone,
  deviceScaleFactor: 2,
  reducedMotion: 'reduce',
});
const picture = (person: typeof founder, name: string): Promise<unknown> =>
  person.page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });

await founder.page.goto(relay.origin);
await createGroup(founder.page, { handle: 'Heron', group: 'Quayside' });
await createList(founder.page, title);
await importFile(founder.page, fixture);
await goHome(founder.page);
await founder.page.getByRole('link', { name: 'Invite somebody' }).click();
await knock(member.page, await makeInvite(founder.page), 'Kittiwake');
await fourWords(member.page, 'Your four words');
await picture(member, 'four-words');
await founder.page.getByRole('link', { name: 'See who it is' }).click();
await fourWords(founder.page, 'Words');
await founder.page.getByRole('button', { name: 'Admit' }).click();
await openList(member.page, title);
await goHome(founder.page);
await openList(founder.page, title);
await editLine(founder.page, "men's waterproof walking boots", { wanted: 80 });
await editLine(founder.page, 'sleeping bags', { wanted: 120 });
await receive(founder.page, 'sleeping bags', 30);
await pledge(founder.page, "men's waterproof walking boots", { amount: 24 });
await goHome(founder.page);
await openList(founder.page, title);
await pledge(member.page, 'sleeping bags', { amount: 45 });
await lineSays(founder.page, 'sleeping bags', '45 promised');
await Promise.all([waitUntilSaved(founder.page), waitUntilSaved(member.page)]);
await founder.page.getByText('the other member has it').waitFor();
// What was just said, and where the pointer was, is not for the picture.
await member.page.reload();
await lineSays(member.page, 'sleeping bags', '45 promised');
await member.page.getByText('1 device near').waitFor();
await founder.page.mouse.click(2, desk.height / 2);
for (const { page } of [founder, member]) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
}
await picture(founder, 'needs-list');
await picture(member, 'needs-list-phone');
await goHome(member.page);
await picture(member, 'home-phone');

await Promise.all([founder.close(), member.close()]);
await relay.stop();
relay.remove();
for (const profile of profiles) removeProfile(profile);
