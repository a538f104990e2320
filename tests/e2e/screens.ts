/**
 * What a person does on the screens, by the roles and names that they see or hear. It waits for what
 * appears and never for time; it knows no profile, no network and no markup.
 */
import type { Locator, Page } from 'playwright-core';

/**
 * What stands in the panel or dialog of this name. Its words are slotted into Web Awesome's element,
 * so they are looked for in that element and not in the dialog inside it.
 */
export const panelOf = (page: Page, name: string): Locator =>
  page
    .locator('wa-dialog, wa-drawer')
    .filter({ has: page.getByRole('dialog', { name, exact: true }) });

const isShown = (page: Page, name: string): Promise<void> =>
  page.getByRole('dialog', { name, exact: true }).waitFor();

const isGone = (page: Page, name: string): Promise<void> =>
  page.getByRole('dialog', { name, exact: true }).waitFor({ state: 'hidden' });

/** Sentences isolate what somebody wrote by invisible marks, so that its direction stays its own. */
const marks = '[\\u2066-\\u2069]*';

/** Finds words however they are isolated and broken. */
export const wording = (words: string): RegExp =>
  new RegExp(
    words
      .split(' ')
      .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join(`${marks}\\s+${marks}`),
  );

export const withoutMarks = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '');

export const savedLine = (page: Page): Locator =>
  page.getByRole('status').filter({ hasText: /on this device/ });

/** Until everything that was written here survives a crash. */
export const waitUntilSaved = (page: Page): Promise<void> =>
  savedLine(page).filter({ hasText: 'Saved on this device' }).waitFor();

export const createGroup = async (
  page: Page,
  { handle, group }: { readonly handle: string; readonly group: string },
): Promise<void> => {
  await page.getByRole('link', { name: /Start a new group/ }).click();
  await page.getByRole('textbox', { name: 'Your handle' }).fill(handle);
  await page.getByRole('textbox', { name: 'Name of the group' }).fill(group);
  await page.getByRole('button', { name: 'Create the group' }).click();
  await page.getByRole('heading', { name: group }).waitFor();
};

export const createList = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('button', { name: 'New needs list' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill(title);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
};

export const openList = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('link', { name: title }).last().click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
};

export const goHome = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Back' }).click();
  await page.getByRole('heading', { name: 'What needs hands today' }).waitFor();
};

/** Opens the import, gives it the file and waits for what was understood. */
export const chooseFile = async (
  page: Page,
  file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<Locator> => {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = panelOf(page, 'Import a list');
  await dialog.locator('input[type=file]').setInputFiles(file);
  return dialog;
};

export const importFile = async (
  page: Page,
  file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
): Promise<void> => {
  const dialog = await chooseFile(page, file);
  await dialog.getByRole('button', { name: /^Import [\d,]+ lines?$/ }).click();
  await isGone(page, 'Import a list');
};

/** A fresh invite's whole link, as the field shows it. */
export const makeInvite = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Make the invite' }).click();
  return page.getByRole('textbox', { name: 'Invite link' }).first().inputValue();
};

/** Follows an invite link and knocks. */
export const knock = async (page: Page, link: string, handle: string): Promise<void> => {
  await page.goto(link);
  await page.getByRole('heading', { name: 'Join a group' }).waitFor();
  await page.getByRole('textbox', { name: 'Your handle' }).fill(handle);
  await page.getByRole('button', { name: 'Knock' }).click();
};

/** The four words on either side. */
export const fourWords = async (page: Page, label: string): Promise<readonly string[]> => {
  const list = page.getByRole('list', { name: label });
  await list.waitFor();
  return list.getByRole('listitem').allInnerTexts();
};

export const line = (page: Page, item: string): Locator =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: item, exact: true }) });

/** What one line of the list says, in which `words` must stand. */
export const lineSays = (page: Page, item: string, words: string): Promise<void> =>
  line(page, item)
    .filter({ hasText: wording(words) })
    .waitFor();

export const lineText = async (page: Page, item: string): Promise<string> =>
  withoutMarks((await line(page, item).textContent()) ?? '').replaceAll(/\s+/g, ' ');

export const lineNames = async (page: Page): Promise<readonly string[]> =>
  (await page.getByRole('heading', { level: 3 }).allTextContents()).map((text) => text.trim());

/** The list as it reads, line by line, without who changed what just now. */
export const readList = (page: Page): Promise<readonly string[]> =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 3 }) })
    .evaluateAll((lines) =>
      lines.map((each) => {
        const copy = each.cloneNode(true) as Element;
        for (const news of copy.querySelectorAll('.line-changed')) news.remove();
        return (copy.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
      }),
    );

export const pledge = async (
  page: Page,
  item: string,
  { amount, note }: { readonly amount: number; readonly note?: string },
): Promise<void> => {
  await page.getByRole('button', { name: wording(`Pledge: ${item}`) }).click();
  const panel = panelOf(page, 'Pledge');
  await panel.getByRole('spinbutton', { name: 'How much' }).fill(String(amount));
  if (note !== undefined) await panel.getByRole('textbox', { name: 'Note' }).fill(note);
  await panel.getByRole('button', { name: 'Pledge this' }).click();
  await isGone(page, 'Pledge');
};

export const openLine = async (page: Page, item: string): Promise<Locator> => {
  await page.getByRole('heading', { name: item, exact: true }).getByRole('button').click();
  await isShown(page, item);
  return panelOf(page, item);
};

export const closePanel = async (page: Page, name: string): Promise<void> => {
  await page.keyboard.press('Escape');
  await isGone(page, name);
};

export interface LineWords {
  readonly item?: string;
  readonly qualifiers?: string;
  readonly wanted?: number;
}

/** Changes a line that is there. */
export const editLine = async (page: Page, item: string, words: LineWords): Promise<void> => {
  const panel = await openLine(page, item);
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = panelOf(page, 'Edit');
  await fillLine(form, words);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  const name = words.item ?? item;
  await panelOf(page, name).getByText('Saved.', { exact: true }).waitFor();
  await closePanel(page, name);
};

export const addLine = async (page: Page, words: LineWords): Promise<void> => {
  const form = await startLine(page, words);
  await form.getByRole('button', { name: 'Add it' }).click();
  await isGone(page, 'Add a line');
};

/** Begins a new line and leaves it unfinished. */
export const startLine = async (page: Page, words: LineWords): Promise<Locator> => {
  await page.getByRole('button', { name: 'Add a line' }).first().click();
  const form = panelOf(page, 'Add a line');
  await fillLine(form, words);
  return form;
};

const fillLine = async (form: Locator, words: LineWords): Promise<void> => {
  if (words.item !== undefined) {
    await form.getByRole('textbox', { name: 'What is needed' }).fill(words.item);
  }
  if (words.qualifiers !== undefined) {
    await form.getByRole('textbox', { name: 'Please note' }).fill(words.qualifiers);
  }
  if (words.wanted !== undefined) {
    await form.getByRole('spinbutton', { name: 'Wanted' }).fill(String(words.wanted));
  }
};

/** Marks an amount as received that nobody had pledged, or of the one pledge there is. */
export const receive = async (page: Page, item: string, amount: number): Promise<void> => {
  const panel = await openLine(page, item);
  // The last one is for the line; those above it are for single pledges.
  await panel.getByRole('button', { name: 'Received', exact: true }).last().click();
  const form = panelOf(page, 'Received');
  await form.getByRole('spinbutton', { name: 'How much arrived' }).fill(String(amount));
  await form.getByRole('button', { name: 'Mark as received' }).click();
  await panelOf(page, item).getByText('Marked as received.').waitFor();
  await closePanel(page, item);
};
