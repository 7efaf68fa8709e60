import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { normalise } from '../../src/ot/canonical.ts';
import type { Attributes, Op } from '../../src/ot/op.ts';
import { BareEditor } from './bare-editor.ts';
import { BareKeys, line } from './bare-keys.ts';
import { ARTEFACTS, sharedBrowser } from './browser.ts';

const HEBREW = 'שלום עולם.';
const ARABIC = 'مرحبا with English inside.';
const KINDS: Attributes[] = [
  {},
  { header: 1 },
  { header: 3 },
  { blockquote: true },
  { list: 'bullet' },
  { list: 'bullet', indent: 2 },
  { list: 'ordered' },
  { list: 'ordered', indent: 1 },
  { list: 'checked' },
  { list: 'unchecked', indent: 1 },
  { indent: 1 },
];

describe('the direction of lines', () => {
  let browser: Browser;
  let editor: BareEditor;
  let keys: BareKeys;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
    keys = await BareKeys.of(editor);
  });

  /** The direction of each line, and the distances of its letters and its marker from the page's sides. */
  const places = () =>
    editor.page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          '.ql-editor :is(p, h1, h3, li, blockquote, .ql-code-block)',
        ),
      ].map((line) => {
        const sheet = document.querySelector('.ql-editor')?.getBoundingClientRect() as DOMRect;
        const letters = document.createRange();
        letters.selectNodeContents(line);
        const text = letters.getBoundingClientRect();
        const marker = line.querySelector('.ql-ui')?.getBoundingClientRect();
        const { direction, borderRightWidth, borderLeftWidth } = getComputedStyle(line);
        return {
          direction,
          toRight: sheet.right - text.right,
          toLeft: text.left - sheet.left,
          marker: marker ? (marker.left + marker.right) / 2 - (text.left + text.right) / 2 : 0,
          bars: [borderLeftWidth, borderRightWidth],
        };
      }),
    );

  test('every kind of line runs as its first letter does, markers, indents and bars on its side', async () => {
    for (const [text, rtl] of [
      [HEBREW, true],
      [ARABIC, true],
      ['Latin with שלום inside.', false],
    ] as const) {
      await keys.load(KINDS.flatMap((attributes) => line(text, attributes)));
      const lines = await places();
      expect(lines).toHaveLength(KINDS.length);
      for (const [index, place] of lines.entries()) {
        const attributes = KINDS[index] ?? {};
        expect(place.direction, JSON.stringify(attributes)).toBe(rtl ? 'rtl' : 'ltr');
        expect(rtl ? place.toRight < place.toLeft : place.toLeft < place.toRight).toBe(true);
        if (attributes.list) expect(rtl ? place.marker > 0 : place.marker < 0).toBe(true);
        if (attributes.blockquote) expect(place.bars).toEqual(rtl ? ['0px', '3px'] : ['3px', '0px']);
      }
    }
  });

  test('code runs from left to right, and a line turns round with its first letter', async () => {
    await keys.load(line(`x = "${HEBREW}"`, { 'code-block': true }));
    expect((await places())[0]?.direction).toBe('ltr');
    await keys.load(line(`${HEBREW}`, { 'code-block': true }));
    expect((await places())[0]?.direction).toBe('ltr');
    await keys.load(line(''));
    await keys.type('Latin');
    expect((await places())[0]?.direction).toBe('ltr');
    await keys.press('Home');
    await keys.type('א');
    expect((await places())[0]?.direction).toBe('rtl');
  });

  test('the way of a line is no format of it', async () => {
    const document: Op[] = [
      ...line(HEBREW),
      ...line(ARABIC, { list: 'bullet' }),
      ...line('Latin', { header: 1 }),
    ];
    await keys.load(document);
    expect(await editor.get()).toEqual(normalise(document));
    await keys.press('End', 'Enter');
    expect(await keys.text()).toBe(`${HEBREW}\n\n${ARABIC}\nLatin\n`);
  });

  test('a direction that was chosen prevails, is undone, and survives a change of the kind of line', async () => {
    await keys.load(line(HEBREW, { direction: 'ltr' }));
    expect((await places())[0]?.direction).toBe('ltr');
    await editor.page.evaluate(() => window.bare.quill.formatLine(0, 1, 'header', 1, 'user'));
    expect(await editor.get()).toEqual(line(HEBREW, { direction: 'ltr', header: 1 }));
    expect((await places())[0]?.direction).toBe('ltr');
    await editor.page.evaluate(() => window.bare.quill.formatLine(0, 1, 'direction', false, 'user'));
    expect((await places())[0]?.direction).toBe('rtl');
    await keys.press('Control+z');
    expect((await places())[0]?.direction).toBe('ltr');
  });

  test('pasted lines bring their direction', async () => {
    await keys.load(line(''));
    await editor.paste({ 'text/html': `<p dir="rtl">abc</p><div dir="ltr"><p>${HEBREW}</p></div>` });
    expect(await keys.text()).toBe(`abc\n${HEBREW}\n`);
    const [first] = await editor.get().then((ops) => ops.filter((op) => 'attributes' in op));
    expect(first).toEqual({ insert: '\n', attributes: { direction: 'rtl' } });
  });

  test('looks', async () => {
    const code = line('if (x) { return "שלום"; }', { 'code-block': true });
    const mixed: Op[] = [
      { insert: 'קוד ' },
      { insert: 'f(x);', attributes: { code: true } },
      { insert: ' כאן.' },
    ];
    await keys.load([
      ...KINDS.flatMap((attributes) => line(HEBREW, attributes)),
      ...code,
      ...mixed,
      ...line(''),
      ...line(ARABIC),
      ...line('Latin after it.'),
      ...line('and a list', { list: 'ordered' }),
    ]);
    await editor.page.setViewportSize({ width: 700, height: 900 });
    await editor.page.screenshot({ path: `${ARTEFACTS}/direction.png` });
    expect(editor.complaints).toEqual([]);
  });
});
