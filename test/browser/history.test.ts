import { beforeAll, describe, expect, test } from 'vitest';
import type { Delta } from '../../src/ot/op.ts';
import { sharedBrowser } from './browser.ts';
import { expectEqual } from './document-tab.ts';
import { HistoryTab } from './history-tab.ts';
import { inspect, inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

describe('the history of a document', () => {
  let ada: Person;
  let ben: Person;
  let adaId: string;
  let benId: string;

  beforeAll(async () => {
    const browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    ben = await Person.nextSignedUp(browser, 'Ben Okri');
    await Promise.all([paint(ada, '#00629d'), paint(ben, '#9c4100')]);
    [adaId, benId] = [ada.id, ben.id];
  });

  /** A document that both have written: Ada's sentence, Ben's inside it, and Ada's deletion of her own text. */
  async function written(title: string): Promise<{ id: string; head: number }> {
    const id = await ada.create(title, 'The harbour lay still. Nobody spoke.');
    await ada.share(id, ben);
    await ben.editByApi(id, [{ retain: 11 }, { insert: ' of the old town' }]);
    await ada.editByApi(id, [{ retain: 38 }, { insert: ' Then somebody laughed.' }, { delete: 14 }]);
    await ben.editByApi(id, [{ retain: 28 }, { retain: 3, attributes: { bold: true } }]);
    return { id, head: (await ada.content(id)).version };
  }

  test('by keyboard: from the editor to any version, played to the newest', async () => {
    const id = await ada.create('Harbour', 'The harbour lay still.');
    await ada.share(id, ben);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await a.write(' Nobody had spoken since the bell.');
    await b.shows('since the bell.');
    await b.write(' Then somebody laughed.');
    await expectEqual(a, b);
    await ben.editByApi(id, ...Array.from({ length: 20 }, (): Delta => [{ insert: '*' }]));
    await a.shows('*'.repeat(20));
    await expectEqual(a, b);
    const { version: head } = await ada.content(id);
    await a.page.keyboard.press('Control+Alt+Shift+H');
    const history = new HistoryTab(a.page);
    await history.shows(head);
    const newest =
      '********************The harbour lay still. Nobody had spoken since the bell. Then somebody laughed.';
    expect(await history.text.textContent()).toBe(newest);
    await history.slider.focus();
    await a.page.keyboard.press('Home');
    await history.shows(0);
    expect(await history.text.textContent()).toBe('');
    await a.page.keyboard.press('ArrowRight');
    await history.shows(1);
    expect(await history.text.textContent()).toBe('The harbour lay still.');
    await a.page.waitForURL(/[?&]version=1(&|$)/);
    // Played with the space bar: versions pass, and it ends at the newest.
    const seen = await history.watch();
    await a.page.keyboard.press('Space');
    await history.shows(head);
    await a.page.getByRole('button', { name: 'Play' }).waitFor();
    expect(new Set(await seen()).size).toBeGreaterThan(3);
    expect(await history.text.textContent()).toBe(newest);
    await a.page.getByRole('link', { name: 'Back to the document' }).click();
    await a.told(/^Saved/);
  });

  test('the slider is dragged by the mouse, and playing can be stopped', async () => {
    const { id, head } = await written('Dragging');
    await ada.editByApi(id, ...Array.from({ length: 60 }, (_, i): Delta => [{ insert: `${i} ` }]));
    const history = await HistoryTab.at(ada, id);
    await history.shows(head + 60);
    const { page } = history;
    const track = await page.locator('.versions-track').boundingBox();
    if (!track) throw new Error('There is no slider.');
    const y = track.y + track.height / 2;
    await page.mouse.move(track.x + track.width, y);
    await page.mouse.down();
    await page.mouse.move(track.x + track.width / 2, y, { steps: 8 });
    await page.mouse.move(track.x, y, { steps: 8 });
    await page.mouse.up();
    await history.shows(0);
    expect(await history.text.textContent()).toBe('');
    await page.getByRole('button', { name: 'Speed' }).click();
    await page.getByRole('option', { name: '1×', exact: true }).click();
    await page.getByRole('button', { name: 'Play' }).click();
    await until(() => history.text.textContent()).toContain('The harbour');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const stoppedAt = Number(await history.slider.inputValue());
    expect(stoppedAt).toBeGreaterThan(0);
    expect(stoppedAt).toBeLessThan(head + 60);
    await page.waitForURL(new RegExp(`version=${stoppedAt}$`));
  });

  test('what changed between two versions is shown in its authors’ colours', async () => {
    const { id, head } = await written('Colours');
    const history = await HistoryTab.at(ada, id, `?version=${head}&compare=1`);
    const { page } = history;
    await until(() => history.marks('insert')).toEqual([
      [' of the old town', benId],
      [' Then somebody laughed.', adaId],
    ]);
    expect(await history.marks('delete')).toEqual([[' Nobody spoke.', adaId]]);
    expect((await history.marks('format')).map(([, by]) => by)).toEqual([benId]);
    expect(await history.tints('insert')).toEqual(['#9c4100', '#00629d']);
    expect(await page.getByRole('list', { name: 'Authors' }).allTextContents()).toEqual([
      'Ada LovelaceBen Okri',
    ]);
    // From one change to the next, and around; each is announced.
    await page.getByText('3 changes').waitFor();
    await page.getByRole('button', { name: 'Next change' }).click();
    await page.getByText('1 of 3').waitFor();
    await page.getByText('Ben Okri inserted “of the old town”.').waitFor({ state: 'attached' });
    expect(await history.text.locator('[data-current]').textContent()).toBe(' of the old town');
    await page.getByRole('button', { name: 'Previous change' }).click();
    await page.getByText('3 of 3').waitFor();
    await history.picture('history-changes');
    // Any two versions: the other one is chosen from a list, and is in the address.
    await page.getByRole('button', { name: 'Compare with' }).click();
    await page.getByRole('option', { name: 'An empty document' }).click();
    await page.waitForURL(/compare=0/);
    await until(() => history.marks('delete')).toEqual([]);
    await page.getByRole('button', { name: 'Show changes' }).click();
    await until(() => history.marks('insert')).toEqual([]);
    await page.waitForURL((url) => !url.searchParams.has('compare'));
    await page.getByRole('button', { name: 'Authors' }).click();
    await until(async () => (await history.marks('author')).map(([, by]) => by)).toContain(benId);
    const byBen = (await history.marks('author')).filter(([, by]) => by === benId);
    expect(byBen.map(([text]) => text).join('')).toBe(' of the old town');
    await history.picture('history-authors');
  });

  test('a suggestion that was accepted is its suggester’s, and names who accepted', async () => {
    const id = await ada.create('Accepted', 'The harbour lay still.');
    await ada.share(id, ben, 'commenter');
    const suggested = {
      version: 1,
      delta: [{ retain: 4 }, { insert: 'old ' }, { delete: 8 }, { insert: 'port ' }],
    };
    const { id: suggestion } = await ben.api<{ id: string }>('POST', `/v1/docs/${id}/suggestions`, suggested);
    await ada.api('POST', `/v1/docs/${id}/suggestions/${suggestion}/accept`, {});
    const history = await HistoryTab.at(ada, id, '?version=2&compare=1');
    const { page } = history;
    await history.shows(2);
    const credit = 'Suggested by Ben Okri, accepted by Ada Lovelace';
    await history.list.getByRole('option', { name: credit }).waitFor();
    await page.locator(`.player-author[title='${credit}']`).waitFor();
    await until(() => history.marks('insert')).toEqual([['old port ', benId]]);
    await history.text.locator('.ql-mark[data-kind=insert]').hover();
    await history.text.getByTitle(`Inserted by Ben Okri. ${credit}`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Next change' }).click();
    await page.locator('.change-who').getByText(credit).waitFor();
    await page
      .getByText(`Ben Okri inserted “old port” and deleted “harbour”. ${credit}.`)
      .waitFor({ state: 'attached' });
    await inspectLooks(page, 'history-accepted');
    await page.getByRole('button', { name: 'Authors' }).click();
    await until(() => history.marks('author')).toContainEqual(['old port ', benId]);
    await history.text.getByText('old port').hover();
    await history.text.getByTitle(`Written by Ben Okri. ${credit}`).waitFor();
  });

  test('a version is named, renamed and found again', async () => {
    const { id, head } = await written('Names');
    const history = await HistoryTab.at(ada, id, '?version=2');
    const { page } = history;
    await history.shows(2);
    await page.getByRole('button', { name: 'Name this version' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Before the laughter');
    await history.picture('history-name');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('called “Before the laughter”').waitFor();
    await history.list.getByRole('option', { name: 'Before the laughter' }).waitFor();
    expect(await page.locator('.versions-name').count()).toBe(1);
    await page.getByRole('button', { name: 'Rename this version' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Second draft');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await history.list.getByRole('option', { name: 'Second draft' }).waitFor();
    await history.slider.focus();
    await page.keyboard.press('End');
    await history.shows(head);
    // Other users find it under its name; a user who may only read cannot name versions.
    await ada.api('PUT', `/v1/docs/${id}/permissions/${benId}`, { role: 'viewer' });
    const other = await HistoryTab.at(ben, id);
    await other.list.getByRole('option', { name: 'Second draft' }).click();
    await other.shows(2);
    expect(await other.page.getByRole('button', { name: /this version$/ }).count()).toBe(1);
    expect(await other.page.getByRole('button', { name: 'Restore this version' }).count()).toBe(0);
  });

  test('a restored version is an ordinary edit, live for everyone, and can be undone', async () => {
    const { id, head } = await written('Restoring');
    const b = await ben.at(id);
    const history = await HistoryTab.at(ada, id, '?version=1');
    const { page } = history;
    await history.shows(1);
    await page.getByRole('button', { name: 'Restore this version' }).click();
    await page.getByRole('dialog').getByText('for everybody').waitFor();
    await history.picture('history-restore');
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.locator('.ql-editor[data-ready]').waitFor();
    await page.getByRole('status').getByText('Version 1 was restored.').waitFor();
    await until(() => b.lines()).toEqual(['The harbour lay still. Nobody spoke.']);
    expect((await ada.content(id)).version).toBe(head + 1);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await b.shows('Then somebody laughed.');
    expect((await ada.content(id)).ops).toEqual(
      (await ada.api<{ ops: Delta }>('GET', `/v1/docs/${id}/history?version=${head}`)).ops,
    );
  });

  test('what others wrote since one’s last visit is one press away', async () => {
    const { id } = await written('Visits');
    const first = await ada.at(id);
    const noted = first.page.waitForResponse(
      (response) => response.url().endsWith('/visit') && response.request().method() === 'PUT',
    );
    await first.page.getByRole('link', { name: 'All documents' }).click();
    expect((await noted).status()).toBe(204);
    await ben.editByApi(id, [{ insert: 'Ben was here. ' }]);
    const { version: head } = await ada.content(id);
    const again = await ada.at(id);
    await again.page.getByRole('link', { name: 'History' }).click();
    const history = new HistoryTab(again.page);
    await history.shows(head);
    await again.page.getByRole('button', { name: 'Since your last visit' }).click();
    await until(() => history.marks('insert')).toEqual([['Ben was here. ', benId]]);
    await again.page.getByRole('button', { name: /My last visit/ }).waitFor();
    await history.picture('history-visit');
  });

  test('the badge distinguishes saved from archived', async () => {
    const tab = await ada.at(await ada.create('Archive', 'One line.'));
    await tab.write(' And another.');
    await tab.told(/^Saved/);
    const { version } = await ada.content(tab.id);
    // The mouse must move from elsewhere, as mice do; after typing, one that is just there does not count.
    await tab.page.mouse.move(200, 300);
    await tab.page.getByRole('button', { name: `Saved · v${version}` }).hover();
    const tooltip = tab.page.getByRole('tooltip');
    await until(() => tooltip.textContent()).toContain(
      `Saved · v${version}: everything you typed is stored.`,
    );
    // It follows by itself, and is announced while it is shown.
    await until(() => tooltip.textContent()).toContain(`Archived up to v${version}`);
    await tab.picture('history-badge');
  });

  test('is accessible and pictured', async () => {
    const id = await ada.create('A quieter way to write together');
    await ada.share(id, ben);
    await ada.api('PUT', `/v1/docs/${id}/content`, { delta: SAMPLE });
    await ben.editByApi(id, [{ retain: 60 }, { delete: 12 }, { insert: ' lay grey and quiet' }]);
    await ada.editByApi(id, [{ retain: 190 }, { insert: 'the day could begin. ' }]);
    await ada.api('POST', `/v1/docs/${id}/snapshots`, { name: 'Sent to the printers' });
    await ben.editByApi(id, [{ insert: 'Draft. ' }, { retain: 32, attributes: { header: 2 } }]);
    const history = await HistoryTab.at(ada, id);
    await history.shows((await ada.content(id)).version);
    await inspectLooks(history.page, 'history');
    await history.page.getByRole('button', { name: 'Authors' }).click();
    await until(async () => (await history.marks('author')).length).toBeGreaterThan(2);
    await inspectLooks(history.page, 'history-authors');
    await history.page.getByRole('button', { name: 'Show changes' }).click();
    await history.page.getByRole('button', { name: 'Compare with' }).click();
    await history.page.getByRole('option', { name: 'Sent to the printers', exact: true }).click();
    await until(async () => (await history.marks('insert')).length).toBeGreaterThan(0);
    await inspectLooks(history.page, 'history-changes');
    await history.page.setViewportSize({ width: 390, height: 844 });
    await history.page.getByRole('button', { name: 'Show the list of versions' }).click();
    await history.page.getByRole('dialog').getByText('Sent to the printers').waitFor();
    await inspect(history.page, 'history-list-phone');
  });
});

const SAMPLE = [
  { insert: 'A quieter way to write together' },
  { insert: '\n', attributes: { header: 1 } },
  {
    insert:
      'The morning was the colour of slate, and the harbour lay so still that the boats seemed to stand on their own reflections. Nobody had spoken since the bell. Then, from the far end of the quay, somebody laughed.\nWhat we agreed on',
  },
  { insert: '\n', attributes: { header: 2 } },
  { insert: 'Every edit is kept, however late it arrives' },
  { insert: '\n', attributes: { list: 'bullet' } },
  { insert: 'Undo touches only one’s own words' },
  { insert: '\n', attributes: { list: 'bullet' } },
];

/** `expect.poll` with the timeout that a busy machine needs. */
function until<T>(read: () => T) {
  return expect.poll(read, { timeout: 15_000 });
}

/** Gives a person a unique colour. */
function paint(person: Person, color: string): Promise<unknown> {
  return person.api('PUT', '/v1/users/me', { name: person.name, color });
}
