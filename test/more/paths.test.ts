import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENGINES } from './launch.ts';
import { Person } from './person.ts';

describe.each(ENGINES)('the main paths in %s', (engine) => {
  let ada: Person;
  let id: string;

  beforeAll(async () => {
    ada = await Person.arrive('Ada Lovelace', engine);
  });

  afterAll(() => ada.leave());

  test('sign up, and be signed in after a reload', async () => {
    await ada.signUp();
    await ada.goto('/');
    await ada.heading('Documents');
  });

  test('write a document: Markdown, lists, undo, marks', async () => {
    await ada.click('New document');
    id = await ada.ready();
    await ada.focusText();
    await ada.type('## Plan\n- first\nsecond');
    await ada.shows('Plan', 'first', 'second');
    await ada.type(' word');
    await ada.press('Control+z');
    await ada.shows('Plan', 'first', 'second ');
    await ada.press('Control+y');
    await ada.type('\n\n');
    await ada.press('Control+b');
    await ada.type('bold');
    await ada.told(/^Saved/);
    expect((await ada.content(id)).ops).toEqual([
      { insert: 'Plan' },
      { insert: '\n', attributes: { header: 2 } },
      { insert: 'first' },
      { insert: '\n', attributes: { list: 'bullet' } },
      { insert: 'second word' },
      { insert: '\n', attributes: { list: 'bullet' } },
      { insert: 'bold', attributes: { bold: true } },
      { insert: '\n' },
    ]);
  });

  test('Tab and Shift+Tab indent in a list, Escape and then Tab leaves', async () => {
    await ada.press('ArrowUp');
    const depth = () => ada.browser.run(() => document.querySelectorAll('.ql-editor li.ql-indent-1').length);
    await ada.press('Tab');
    await expect.poll(depth).toBe(1);
    await ada.press('Shift+Tab');
    await expect.poll(depth).toBe(0);
    const inText = () =>
      ada.browser.run(() => document.activeElement?.classList.contains('ql-editor') ?? false);
    expect(await inText()).toBe(true);
    await ada.press('Escape');
    await ada.press('Tab');
    await expect.poll(inText).toBe(false);
  });

  test('what is written offline is kept over a reload, and sent', async () => {
    await ada.focusText();
    ada.wire.cut();
    await ada.told(/^Offline/);
    await ada.type(' offline');
    await ada.told(/kept on this device/);
    ada.wire.mend();
    await ada.open(id);
    await ada.told(/^Saved/);
    await ada.shows('Plan', 'first', 'second word', 'bold offline');
    const { ops } = await ada.content(id);
    expect(JSON.stringify(ops)).toContain('bold offline');
  });

  test('a change of much text rests the spelling until it is done', async () => {
    const delta = [{ insert: `${'Many words in a long text. '.repeat(800)}\n` }];
    const { id: long } = await ada.api<{ id: string }>('POST', '/v1/docs', {
      title: 'Long',
      content: { delta },
    });
    await ada.open(long);
    const checked = () =>
      ada.browser.run(() => document.querySelector('.ql-editor')?.getAttribute('spellcheck'));
    await expect.poll(checked).toBe('true');
    await ada.focusText();
    await ada.press('Control+a');
    await ada.press('Control+b');
    expect(await checked()).toBe('false');
    await expect.poll(checked).toBe('true');
    expect(await ada.browser.run(() => document.querySelector('.ql-editor strong') !== null)).toBe(true);
  });

  test('the title is as wide as its text, and shows its beginning once it is left', async () => {
    const width = () => ada.browser.run(() => document.querySelector('.title-field')?.clientWidth ?? 0);
    const short = await width();
    await ada.browser.run(() => document.querySelector<HTMLInputElement>('.title-field')?.focus());
    await ada.press('End');
    await ada.type(' and a title that is much longer than the field can ever be on this page');
    expect(await width()).toBeGreaterThan(short * 1.5);
    await ada.press('Enter');
    const left = () =>
      ada.browser.run(() => {
        const field = document.querySelector('.title-field');
        return { focused: document.activeElement === field, scrolled: field?.scrollLeft };
      });
    await expect.poll(left).toEqual({ focused: false, scrolled: 0 });
  });

  test('the history shows how it was', async () => {
    await ada.goto(`/d/${id}/history?at=0`);
    const shown = () =>
      ada.browser.run(() => ({
        version: document.querySelector('.player-version')?.textContent ?? '',
        text: document.querySelector('[role=document]')?.textContent ?? '',
      }));
    await expect.poll(async () => (await shown()).version).toMatch(/^v\d+ of /);
    await ada.goto(`/d/${id}/history`);
    await expect.poll(async () => (await shown()).text).toContain('bold offline');
  });
});

describe('two people in two engines', () => {
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    ada = await Person.arrive('Ada Lovelace', 'firefox');
    ben = await Person.arrive('Ben Okri', 'webkit');
  });

  afterAll(async () => {
    await ada.leave();
    await ben.leave();
  });

  test('write at once, one of them offline meanwhile, and end with the same text', async () => {
    await ada.signUp();
    await ben.signUp();
    const content = { delta: [{ insert: 'Ada:\nBen:\n' }] };
    const { id } = await ada.api<{ id: string }>('POST', '/v1/docs', { title: 'Two', content });
    const { id: benId } = await ben.api<{ id: string }>('GET', '/v1/users/me');
    await ada.api('PUT', `/v1/docs/${id}/permissions/${benId}`, { role: 'editor' });
    await ada.open(id);
    await ben.open(id);
    await ada.focusText();
    await ada.press('ArrowUp');
    await ada.press('End');
    await ben.focusText();
    await Promise.all([ada.type(' was here'), ben.type(' was there')]);
    await ada.shows('Ada: was here', 'Ben: was there');
    await ben.shows('Ada: was here', 'Ben: was there');
    ben.wire.cut();
    await ben.told(/^Offline/);
    await Promise.all([ada.type(' and is'), ben.type(' and is too')]);
    ben.wire.mend();
    await ben.shows('Ada: was here and is', 'Ben: was there and is too');
    await ada.shows('Ada: was here and is', 'Ben: was there and is too');
    const carets = () =>
      ada.browser.run(() => [...document.querySelectorAll('.caret-name')].map((n) => n.textContent));
    await expect.poll(carets).toEqual(['Ben Okri']);
    await ben.press('Control+a');
    const boxes = () =>
      ada.browser.run(() => {
        const sheet = document.querySelector('.ql-editor')?.getBoundingClientRect().width ?? 0;
        const selections = [...document.querySelectorAll('.caret-selection')];
        return selections.map((box) => box.getBoundingClientRect().width < sheet * 0.6);
      });
    await expect.poll(boxes).toEqual([true, true]);
  });
});
