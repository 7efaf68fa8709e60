import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { DocumentTab } from './document-tab.ts';

/** How the tools are operated. */
export type Hand = 'mouse' | 'keyboard';

/** Before every step the caret is behind this word, in the middle of a text that scrolls. */
const PLACE = 'place';
const ADDRESS = 'example.com/picture.png';
/** Entries that lead to another page: the caret has its place there again once one comes back. */
const LEADS_AWAY = ['History', 'Move to trash'];
/** An entry that opens a list beside the text, which takes the focus until it is closed. */
const OUTLINES = 'Outline';
const PRINTS = /^Print/;
/** An entry that opens a bar beside the text, which Escape closes. */
const FINDS = 'Find and replace…';
/** Entries that put the caret into what they insert: a table, or an `@` that is to become a name. */
const GOES_IN = /^(Table with \d+ columns|Mention…)$/;
const OVERLAYS = '[role=dialog], [role=menu]';

/** A text for the walk: the caret's place is far from its beginning and its end. */
export const WALKED_TEXT = Array.from({ length: 60 }, (_, n) =>
  n === 30 ? `The ${PLACE} of the caret` : `Paragraph ${n}`,
).join('\n');

/**
 * Uses every tool, every entry of every menu and every way to close every dialog on a document's page, and types a word
 * after each: it must land at the caret, and the page must not scroll. The tools are read from the page, so a new tool
 * is included without being named here. Returns the names of all used tools.
 */
export async function walkTools(tab: DocumentTab, hand: Hand): Promise<string[]> {
  const { page } = tab;
  const walked: string[] = [];
  const openers = page.locator('[role=toolbar] button, .desk-bar button[aria-haspopup]');
  const count = await openers.count();
  for (let n = 0; n < count; n++) {
    const opener = openers.nth(n);
    const name = (await opener.getAttribute('aria-label')) ?? `tool ${n}`;
    const uses = await usesOf(tab, opener, hand);
    for (let use = uses.shift(); use; use = uses.shift()) {
      const { name: used, run } = use;
      if (LEADS_AWAY.includes(used) || GOES_IN.test(used)) continue;
      walked.push(`${name}: ${used}`);
      await step(tab, `${hand}, ${name}: ${used}`, async () => {
        await press(page, opener, hand);
        uses.push(...((await run()) ?? []));
      });
    }
  }
  return walked;
}

/** Puts the caret in its place, runs `use`, and expects the next word there. */
async function step(tab: DocumentTab, name: string, use: () => Promise<void>): Promise<void> {
  const { page } = tab;
  await putCaret(tab);
  // Gives undo and redo something to do.
  await page.keyboard.type('u');
  await expect.poll(() => followers(tab)).toMatch(/^u/);
  const scrolled = await page.evaluate(() => scrollY);
  const before = await otherLines(tab);
  await use();
  await page.locator(OVERLAYS).first().waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate(focused), { message: `${name}: focus` }).toBe('text');
  await page.keyboard.type('word');
  expect(await followers(tab), name).toMatch(new RegExp(`^u?(${ADDRESS})?\ufffc?word`));
  expect(await otherLines(tab), `${name}: the other lines`).toEqual(before);
  expect(Math.abs((await page.evaluate(() => scrollY)) - scrolled), `${name}: scroll`).toBeLessThan(2);
}

/** In the middle of the window, so that nothing must scroll when its line grows. */
async function putCaret(tab: DocumentTab): Promise<void> {
  await tab.select(PLACE, 'all');
  await tab.page.evaluate(() =>
    getSelection()?.anchorNode?.parentElement?.scrollIntoView({ block: 'center' }),
  );
  await tab.page.keyboard.press('ArrowRight');
}

interface Use {
  name: string;
  /** Returns further uses that appear only now. */
  run(): Promise<Use[] | undefined>;
}

/** The uses after pressing a tool: none, an entry of its menu, or a way out of its dialog. */
async function usesOf(tab: DocumentTab, opener: Locator, hand: Hand): Promise<Use[]> {
  const { page } = tab;
  if (await opener.isDisabled()) return [];
  await putCaret(tab);
  await press(page, opener, hand);
  const overlay = await opened(page);
  if (!overlay) return [{ name: 'pressed', run: async () => undefined }];
  const uses = await waysOut(page, hand);
  const isModal = (await page.locator('.modal').count()) > 0;
  if (!isModal) uses.push(...(await entriesOf(page, overlay, hand)));
  await page.keyboard.press('Escape');
  await page.locator(OVERLAYS).first().waitFor({ state: 'detached' });
  return uses;
}

/** The entries of a menu, or the buttons of a small dialog. */
async function entriesOf(page: Page, overlay: Locator, hand: Hand): Promise<Use[]> {
  const entries = overlay.locator('[role^=menuitem], .palette button');
  const uses: Use[] = [];
  const count = await entries.count();
  for (let n = 0; n < count; n++) {
    const entry = entries.nth(n);
    const name = (await entry.getAttribute('aria-label')) ?? (await entry.innerText());
    const choose = async () => {
      await opened(page);
      await press(page, entry, hand);
      await settled(page);
      // What asks for more may still be on its way to the page.
      if (name.endsWith('…') && !PRINTS.test(name)) await page.locator('.modal, .find-bar').first().waitFor();
    };
    const run = async (): Promise<Use[] | undefined> => {
      await choose();
      if (name === OUTLINES) {
        const outline = page.getByRole('navigation', { name });
        await outline.press('Escape');
        await outline.waitFor({ state: 'detached' });
      }
      if (name === FINDS) {
        await page.getByRole('textbox', { name: 'Find' }).press('Escape');
        await page.getByRole('search').waitFor({ state: 'detached' });
      }
      if ((await page.locator('.modal').count()) === 0) return undefined;
      // It asks for more in a dialog, which must be closed in every possible way.
      const [way, ...others] = (await waysOut(page, hand)).map((out) => ({
        ...out,
        name: `${name} ${out.name}`,
      }));
      await way?.run();
      return others.map((out) => ({ name: out.name, run: async () => choose().then(out.run) }));
    };
    uses.push({ name, run });
  }
  return uses;
}

interface Way {
  name: string;
  run(page: Page, hand: Hand): Promise<void>;
}

const byEscape: Way = { name: 'Escape', run: (page) => page.keyboard.press('Escape') };
const outside: Way = { name: 'a press outside', run: (page) => page.mouse.click(4, 500) };
const MODAL_WAYS: readonly Way[] = [
  byEscape,
  outside,
  ...['Close', 'Cancel', 'submit'].map((name) => ({
    name,
    run: async (page: Page, hand: Hand) => {
      await page.locator('.modal input[inputmode=url]').fill(ADDRESS);
      const buttons = page.locator('.modal');
      const button =
        name === 'submit'
          ? buttons.locator('button[type=submit]')
          : buttons.getByRole('button', { name, exact: true });
      await press(page, button, hand);
    },
  })),
  {
    name: 'Enter in the field',
    run: async (page) => {
      await page.locator('.modal input[inputmode=url]').fill(ADDRESS);
      await page.locator('.modal input[inputmode=url]').press('Enter');
    },
  },
];

async function waysOut(page: Page, hand: Hand): Promise<Use[]> {
  const isModal = (await page.locator('.modal').count()) > 0;
  const asksAddress = (await page.locator('.modal input[inputmode=url]').count()) > 0;
  const ways = asksAddress ? MODAL_WAYS : [byEscape, outside];
  if (isModal && !asksAddress) {
    const close: Way = {
      name: 'Close',
      run: (page, hand) => press(page, page.locator('.modal').getByRole('button', { name: 'Close' }), hand),
    };
    return [...ways, close].map((way) => use(page, way, hand));
  }
  return ways.map((way) => use(page, way, hand));
}

function use(page: Page, way: Way, hand: Hand): Use {
  return {
    name: way.name,
    run: async () => {
      await opened(page);
      await way.run(page, hand);
      return undefined;
    },
  };
}

async function press(page: Page, target: Locator, hand: Hand): Promise<void> {
  if (hand === 'mouse') return target.click();
  await target.focus();
  await page.keyboard.press('Enter');
}

/** The dialog or menu that has just opened, ready for use; null when there is none. */
async function opened(page: Page): Promise<Locator | null> {
  await settled(page);
  const overlay = page.locator(OVERLAYS).last();
  if ((await overlay.count()) === 0) return null;
  await page.waitForFunction(
    (overlays) =>
      [...document.querySelectorAll(overlays)].some((one) => one.contains(document.activeElement)),
    OVERLAYS,
  );
  return overlay;
}

/** Waits until the result of the last press is drawn. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0)))),
  );
}

/** The focused element: the text, or another one. Runs in the page. */
function focused(): string {
  const { activeElement } = document;
  if (activeElement?.matches('.ql-editor')) return 'text';
  return activeElement?.getAttribute('aria-label') ?? activeElement?.outerHTML.slice(0, 200) ?? 'nothing';
}

/** The text behind the caret's place, up to the end of the typed text; an embed is U+FFFC. */
function followers(tab: DocumentTab): Promise<string> {
  return tab.text.evaluate((root, place) => {
    const copy = root.cloneNode(true) as HTMLElement;
    for (const node of copy.querySelectorAll('img, .ql-divider, .ql-page-break')) node.replaceWith('\ufffc');
    for (const node of copy.querySelectorAll('.ql-ui')) node.remove();
    const text = (copy.textContent ?? '').replaceAll('\ufeff', '');
    return text.slice(text.indexOf(place) + place.length).slice(0, 60);
  }, PLACE);
}

async function otherLines(tab: DocumentTab): Promise<string[]> {
  return (await tab.lines()).filter((line) => /^Paragraph/.test(line));
}
