import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Attributes, Op } from '../../src/ot/op.ts';
import { ARTEFACTS, sharedBrowser } from './browser.ts';
import { commentOn, marked, shareForReview } from './comments-tab.ts';
import { drawnTables, wordsIn } from './drawn-tables.ts';
import { HistoryTab } from './history-tab.ts';
import { CUT, Person } from './person.ts';
import { chooseMode, expectSuggested, openSuggestions } from './suggestions-tab.ts';

function cell(place: string, text: string, formats: Attributes = {}): Op[] {
  return [{ insert: text }, { insert: '\n', attributes: { cell: `t.${place}`, ...formats } }];
}

const HEAD = { 'cell-head': true };
const TABLE: Op[] = [
  { insert: 'The plan of the autumn\n' },
  ...cell('1.a', 'Task', HEAD),
  ...cell('1.b', 'Who', HEAD),
  ...cell('2.a', 'Write the chapter'),
  ...cell('2.b', 'Ada'),
];

describe('tables in the app', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const withTable = async (title: string): Promise<string> => {
    const id = await shareForReview(ada, ben, title, 'editor');
    await ada.editByApi(id, TABLE);
    return id;
  };

  test('two people change one table, by the menu and the keyboard, and see the same', async () => {
    const id = await withTable('Table of two');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await a.shows('Write the chapter');
    await b.shows('Write the chapter');
    await a.select('Ada');
    await a.page.keyboard.press('End');
    await a.page.keyboard.press('Tab');
    await a.page.keyboard.type('Draw the grid');
    await b.select('Who');
    await b.page.getByRole('button', { name: 'Table', exact: true }).click();
    await b.picture('tables-menu');
    await b.page.getByRole('menuitem', { name: 'Column after' }).click();
    await b.page.keyboard.type('Notes');
    const wanted = [
      [
        ['Task', 'Who', 'Notes'],
        ['Write the chapter', 'Ada', null],
        ['Draw the grid', null, null],
      ],
    ];
    await expect.poll(() => drawnTables(a.page)).toEqual(wanted);
    await expect.poll(() => drawnTables(b.page)).toEqual(wanted);
    await a.told(/^Saved/);
    expect(wordsIn((await ada.content(id)).ops)).toEqual(wanted);
    await a.picture('tables-desktop-light');
  });

  test('suggestions, comments and the history work in cells', async () => {
    const id = await withTable('Table in review');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await b.shows('Write the chapter');
    await chooseMode(b, 'Suggesting');
    await b.select('chapter');
    await b.page.keyboard.type('last ');
    await b.select('Ada');
    await b.page.keyboard.press('End');
    await b.page.keyboard.press('Tab');
    await b.page.keyboard.type('Read it');
    await expectSuggested(b, 'insert', 'last ', 'Read it');
    const shown = [
      [
        ['Task', 'Who'],
        ['Write the last chapter', 'Ada'],
        ['Read it', null],
      ],
    ];
    await expect.poll(() => drawnTables(b.page)).toEqual(shown);
    await expect.poll(() => drawnTables(a.page)).toEqual(shown);
    await a.picture('tables-suggested');
    expect(wordsIn((await ada.content(id)).ops)[0]).toHaveLength(2);
    await commentOn(a, 'Ada', 'Who is this?');
    await expect.poll(() => marked(a)).toEqual(['Ada']);
    const [suggestion] = await openSuggestions(ada, id);
    await ada.api('POST', `/v1/docs/${id}/suggestions/${suggestion?.id}/accept`, {});
    await expectSuggested(a, 'insert');
    await expect.poll(() => drawnTables(a.page)).toEqual(shown);
    expect(wordsIn((await ada.content(id)).ops)).toEqual(shown);
    const history = await HistoryTab.at(ada, id);
    await expect.poll(() => drawnTables(history.page)).toEqual(shown);
    await history.page.screenshot({ path: `${ARTEFACTS}/tables-history.png` });
  });

  test.each(['who types is first', 'who deletes is first'])(
    'words that are typed in a row while another deletes it stay, and the caret with them: %s',
    async (order) => {
      const id = await withTable(`Deleted row, ${order}`);
      await ada.editByApi(id, [
        { retain: 'The plan of the autumn\n'.length + 'TaskWhoWrite the chapterAda'.length + 4 },
        ...cell('3.a', 'Print it'),
        ...cell('3.b', 'Cy'),
      ]);
      const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
      await Promise.all([a.shows('Print it'), b.shows('Print it')]);
      const late = order === 'who types is first' ? ben : ada;
      late.wire.cut();
      await (late === ben ? b : a).told(/^(Offline|Reconnecting|Connecting|Saving)/);
      await a.select('chapter');
      await a.page.keyboard.type('long and new ');
      if (late === ben) await a.told(/^Saved/);
      await b.select('Write');
      await b.page.getByRole('button', { name: 'Table', exact: true }).click();
      await b.page.getByRole('menuitem', { name: 'Delete row' }).click();
      if (late === ada) await b.told(/^Saved/);
      late.wire.mend();
      await b.shows('long and new ');
      const wanted = [
        [
          ['Task', 'Who'],
          ['long and new Print it', 'Cy'],
        ],
      ];
      await expect.poll(() => drawnTables(a.page), { timeout: 30_000 }).toEqual(wanted);
      await expect.poll(() => drawnTables(b.page)).toEqual(wanted);
      // The caret of who types is behind the words, and the next ones go on there.
      await a.page.keyboard.type('here ');
      await expect
        .poll(async () => wordsIn((await ada.content(id)).ops)[0]?.[1]?.[0])
        .toBe('long and new here Print it');
      await b.shows('long and new here Print it');
    },
  );
});
