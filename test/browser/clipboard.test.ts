import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta } from '../../src/ot/op.ts';
import { lineAt } from '../../web/editor/clipboard/line-at.ts';
import { Random } from '../support/random.ts';
import { BareEditor } from './bare-editor.ts';
import { sharedBrowser } from './browser.ts';
import { wordsIn } from './drawn-tables.ts';
import { formattedDocument } from './formatted-document.ts';

const EMPTY: Delta = [{ insert: '\n' }];
const STRUCTURE: Delta = [
  { insert: 'a' },
  { insert: '\n', attributes: { list: 'checked' } },
  { insert: 'b' },
  { insert: '\n', attributes: { list: 'unchecked', indent: 1 } },
  { insert: 'c' },
  { insert: '\n', attributes: { list: 'bullet', indent: 2 } },
  { insert: 'mid' },
  { insert: '\n', attributes: { align: 'center' } },
  { insert: { mention: 'Somebody' } },
  { insert: ' \t two\nlast' },
  { insert: '\n', attributes: { list: 'bullet' } },
];
/** A table whose cells contain paragraphs, with empty cells and one that spans two columns. */
const TABLE =
  '<table><thead><tr><th>Name</th><th>Qty</th><th>Note</th></tr></thead><tbody><tr><td><p>Bolt</p></td><td><p><o:p>&nbsp;</o:p></p></td>' +
  '<td>x<br>y</td></tr><tr><td rowspan="2">Nut</td><td>3</td><td></td></tr><tr><td colspan="2">both</td></tr></tbody></table>';
const SEED = Number(process.env.SEED ?? 1);

describe('cut, copy and paste', () => {
  let browser: Browser;
  let editor: BareEditor;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
  });

  afterAll(async () => {
    expect(editor.complaints).toEqual([]);
  });

  test('all of a document, pasted into an empty one', async () => {
    for (const cut of [false, true]) {
      await editor.set(STRUCTURE);
      await editor.select({ index: 0, length: 0 });
      await editor.press('Control+a');
      await editor.press(cut ? 'Control+x' : 'Control+c');
      if (!cut) await editor.set(EMPTY);
      await editor.press('Control+v');
      expect(await editor.get()).toEqual(STRUCTURE);
    }
  });

  test(`random documents: all into an empty one, any stretch cut and pasted where it was (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    for (let round = 0; round < 20; round++) {
      await editor.set(formattedDocument(random, random.between(1, 9)));
      const document = await editor.get();
      const length = documentLength(document) - 1;
      if (length === 0) continue;
      await editor.select({ index: 0, length });
      await editor.press('Control+c');
      await editor.set(EMPTY);
      await editor.select({ index: 0, length: 0 });
      await editor.press('Control+v');
      expect(await editor.get(), `round ${round}`).toEqual(document);

      const index = random.int(length);
      const stretch = { index, length: random.between(1, length - index) };
      const [first, last] = [lineAt(document, index), lineAt(document, index + stretch.length)];
      // A line that is joined to another takes its format, which only undo can restore: text moved into code loses its
      // marks, and a line without copied text adds no format.
      const joined =
        first.start !== last.start && (index > first.start || last.start < index + stretch.length);
      if (joined && (first.attributes['code-block'] || last.start === index + stretch.length)) continue;
      await editor.set(document);
      await editor.select(stretch);
      await editor.press('Control+x');
      await editor.press('Control+v');
      expect(
        await editor.get(),
        `round ${round}: ${JSON.stringify(stretch)} ${JSON.stringify(document)}`,
      ).toEqual(document);
    }
  });

  test('marks, tables and white space of other programs', async () => {
    const pasted = async (html: string): Promise<Delta> => {
      await editor.set(EMPTY);
      await editor.select({ index: 0, length: 0 });
      await editor.paste({ 'text/html': html, 'text/plain': 'plain' });
      return editor.get();
    };
    expect(await pasted('<style>p { color: red }</style><p style="color: black">styled</p>')).toEqual([
      { insert: 'styled\n' },
    ]);
    expect(wordsIn(await pasted(TABLE))).toEqual([
      [
        ['Name', 'Qty', 'Note'],
        ['Bolt', '', 'x\ny'],
        ['Nut', '3', ''],
        ['', 'both', ''],
      ],
    ]);
    expect(
      await pasted(
        '<div style="white-space:pre"><div>if x:</div><div>    y()</div></div><div style="white-space:pre-wrap">line 1\n    line 2</div>',
      ),
    ).toEqual([
      { insert: 'if x:\n    y()\nline 1' },
      { insert: { 'line-break': true } },
      { insert: '    line 2\n' },
    ]);
    expect(
      await pasted(
        '<p><span style="color: rgb(32, 33, 34)">encyclopedia body text</span> <span style="color:rgb(200,0,0)">red</span></p>' +
          '<p><span style="color:windowtext;background:transparent">word</span><span style="background:yellow">marked</span></p>',
      ),
    ).toEqual([
      { insert: 'encyclopedia body text ' },
      { insert: 'red', attributes: { color: '#c80000' } },
      { insert: '\nword' },
      { insert: 'marked', attributes: { background: '#ffff00' } },
      { insert: '\n' },
    ]);
    expect(
      await pasted(
        '<ul><li><input type="checkbox" checked> done</li><li role="checkbox" aria-checked="false">open</li></ul>',
      ),
    ).toEqual([
      { insert: 'done' },
      { insert: '\n', attributes: { list: 'checked' } },
      { insert: 'open' },
      { insert: '\n', attributes: { list: 'unchecked' } },
    ]);
    const list = '<ul><li><a href="https://example.com/">one</a>\n<ul><li>two</li></ul></li></ul>';
    expect(await pasted(`<b>bold</b> ${list}<i>x</i><!---->\n<!----><div>tail</div>`)).toEqual([
      { insert: 'bold', attributes: { bold: true } },
      { insert: '\n' },
      { insert: 'one', attributes: { link: 'https://example.com/' } },
      { insert: '\n', attributes: { list: 'bullet' } },
      { insert: 'two' },
      { insert: '\n', attributes: { list: 'bullet', indent: 1 } },
      { insert: 'x', attributes: { italic: true } },
      { insert: '\ntail\n' },
    ]);
  });

  test('what is typed before the readers are there comes behind what was pasted, in the order of the keys', async () => {
    // A page of its own: the readers of the other are there.
    const fresh = await BareEditor.open(browser);
    await fresh.set(EMPTY);
    await fresh.page.evaluate(() => {
      window.bare.quill.setSelection(0, 0, 'user');
      for (const html of ['<b>one</b>', '<i>two</i>']) {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/html', html);
        window.bare.quill.root.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, cancelable: true }),
        );
        document.execCommand('insertText', false, '!');
      }
    });
    await expect
      .poll(() => fresh.get())
      .toEqual([
        { insert: 'one', attributes: { bold: true } },
        { insert: '!' },
        { insert: 'two', attributes: { italic: true } },
        { insert: '!\n' },
      ]);
    await fresh.close();
  });

  test('a table of Markdown is a table, but not by the keys for plain text', async () => {
    const text = 'see:\na | b\n-- | --\n1 | 2';
    await editor.set(EMPTY);
    await editor.select({ index: 0, length: 0 });
    await editor.paste({ 'text/plain': text });
    expect(wordsIn(await editor.get())).toEqual([
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ]);
    await editor.page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await editor.set(EMPTY);
    await editor.select({ index: 0, length: 0 });
    await editor.press('Control+Shift+v');
    expect(await editor.get()).toEqual([{ insert: `${text}\n` }]);
  });

  test('our HTML for other programs says the same, and is read again', async () => {
    await editor.set(STRUCTURE);
    await editor.press('Control+a');
    const html = await editor.page.evaluate(() => {
      const clipboardData = new DataTransfer();
      window.bare.quill.root.dispatchEvent(
        new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
      );
      return clipboardData.getData('text/html');
    });
    expect(html).toContain('<ul><li data-checked="true"><input type="checkbox" checked disabled> a<ul>');
    expect(html).toContain('<p style="text-align:center">mid</p>');
    await editor.set(EMPTY);
    await editor.select({ index: 0, length: 0 });
    await editor.paste({ 'text/html': html });
    expect(await editor.get()).toEqual(STRUCTURE);
  });

  test('content that cannot be inserted changes nothing, and a message says why', async () => {
    const before: Delta = [{ insert: 'hello world\n' }];
    const told = async (html: string): Promise<string[]> => {
      await editor.set(before);
      await editor.select({ index: 3, length: 0 });
      await editor.page.evaluate(() => window.bare.told.splice(0));
      await editor.paste({ 'text/html': html });
      return editor.page.evaluate(() => window.bare.told);
    };
    const long = `https://example.org/${'x'.repeat(2_048)}`;
    for (const [html, why] of [
      ['<img src="data:image/gif;base64,R0lGOD">', 'image'],
      ['<img src="blob:https://example.org/1">', 'image'],
      ['<img src="http://example.org/a.png">', 'image'],
      [`<img src="${long}">`, 'longAddress'],
      ['<iframe src="https://example.com/embed/x"></iframe>', 'embed'],
    ] as const) {
      expect(await told(html), html).toEqual([`left out: ${why}`]);
      expect(await editor.get(), html).toEqual(before);
    }
    const dropped = await editor.page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array([137, 80])], 'a.png', { type: 'image/png' }));
      const line = document.querySelector('.ql-editor p')?.getBoundingClientRect();
      const at = { clientX: (line?.left ?? 0) + 30, clientY: (line?.top ?? 0) + 10 };
      window.bare.told.splice(0);
      const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, ...at });
      document.querySelector('.ql-editor p')?.dispatchEvent(event);
      return { told: window.bare.told, prevented: event.defaultPrevented };
    });
    expect(dropped).toEqual({ told: ['left out: file'], prevented: true });
    expect(await editor.get()).toEqual(before);
  });

  test('addresses link themselves, and over words they are where the words lead', async () => {
    const link = 'https://example.org/a';
    await editor.set([{ insert: 'some words\n' }]);
    await editor.select({ index: 0, length: 4 });
    await editor.paste({ 'text/plain': link });
    expect(await editor.get()).toEqual([{ insert: 'some', attributes: { link } }, { insert: ' words\n' }]);
    await editor.set(EMPTY);
    await editor.select({ index: 0, length: 0 });
    await editor.paste({ 'text/plain': `see ${link}, or not` });
    const linked: Delta = [
      { insert: 'see ' },
      { insert: link, attributes: { link } },
      { insert: ', or not\n' },
    ];
    expect(await editor.get()).toEqual(linked);
    await editor.press('Control+z');
    expect(await editor.get()).toEqual(EMPTY);
    await editor.page.keyboard.type(`see ${link} `);
    await expect
      .poll(() => editor.get())
      .toEqual([{ insert: 'see ' }, { insert: link, attributes: { link } }, { insert: ' \n' }]);
    await editor.press('Control+z');
    expect(await editor.get()).toEqual([{ insert: `see ${link} \n` }]);
  });
});
