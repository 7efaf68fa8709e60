import QuillDelta from 'quill-delta';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../../src/ot/canonical.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { wholeClip } from '../../../web/editor/clipboard/carried.ts';
import { isCodeMarkup } from '../../../web/editor/clipboard/code-markup.ts';
import { vscodeLanguage } from '../../../web/editor/clipboard/editor-code.ts';
import { fitClip } from '../../../web/editor/clipboard/fit-clip.ts';
import { takeOps } from '../../../web/editor/clipboard/left-out.ts';
import { type PastePlace, readSource } from '../../../web/editor/clipboard/pasted.ts';
import { readMarked, readMarkup, writeMarked } from '../../../web/editor/clipboard/readers.ts';
import type { Source } from '../../../web/editor/clipboard/source.ts';
import { rewriteChange } from '../../../web/editor/rewrite-change.ts';

const DOC = 'd'.repeat(22);
const OTHER = `/v1/docs/${'o'.repeat(22)}/uploads/${'a'.repeat(64)}`;
const RULES = { docId: DOC, form: 'any', maxBytes: 64 * 1024 * 1024, maxMembers: 2_000_000 } as const;
const MOST_MS = 3_000;

const PLACES: readonly [what: string, document: Delta, index: number][] = [
  ['an empty document', [{ insert: '\n' }], 0],
  ['words', [{ insert: 'before and after\n' }], 7],
  ['an item', [{ insert: 'item' }, { insert: '\n', attributes: { list: 'bullet' } }], 2],
  ['code', [{ insert: 'x = 1' }, { insert: '\n', attributes: { 'code-block': true } }], 3],
  [
    'a cell',
    [
      { insert: 'a' },
      { insert: '\n', attributes: { cell: 't.r.a' } },
      { insert: 'b' },
      { insert: '\n', attributes: { cell: 't.r.b' } },
      { insert: '\n' },
    ],
    1,
  ],
];

const MARKUP: readonly string[] = [
  '<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">a</a><a href=" java\nscript:alert(1)">b</a><a href="data:text/html,x">c</a>',
  '<a href="https:alert">a</a><a href="//evil.example">b</a><a href="https://e.com" onclick="x()">c</a>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe><object data=x></object><embed src=x><base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example"><link rel=stylesheet href=x><style>@import "x"</style>a',
  '<form action=javascript:x><input value=a><button formaction=javascript:x>b</button><textarea><b></textarea></form>',
  '<p style="background:url(https://evil.example);color:expression(x);position:fixed;inset:0">a</p>',
  '<template><p>a</p></template><noscript><p title="</noscript><img src=x onerror=x>">b</p></noscript>',
  '<p id=__proto__ class=constructor data-line=\'{"__proto__":{"x":1},"constructor":true,"cell":"__proto__.a.b"}\'>a</p>',
  '<p data-line=\'{"cell":"t.r.a","header":99,"indent":-1,"suggest-insert-line":"x"}\'>a</p><p data-line="{">b</p>',
  '<span data-format=\'{"suggest-delete":"x","link":"javascript:x","alt":[],"width":{"a":1}}\'>a</span>',
  '<span data-embed="mention" data-value="user:\u202Ex"></span><span data-embed="__proto__" data-value="x"></span>',
  '<span data-embed="video" data-value="javascript:x"></span><span data-embed="divider" data-value="no"></span>',
  `<img src="${OTHER}"><img data-embed="image" data-value="${OTHER}"><img src="/v1/docs/${DOC}/uploads/../../x">`,
  '<img src="https://user:pw@e.com/a.png" width="1e9" height="-1" alt="\u0000\uD800">',
  '<table><tr><td colspan=1000000 rowspan=1000000>a</table><table><tr><td><table><tr><td>b</table></table>',
  '<ol start=-99999999999 reversed><li value=1e99>a<ul><li></ol></ul></li><li>b',
  '<p>\u0000\uD800\uFFFF\u202E\u2066</p><p>&#0;&#xD800;&#1114112;&NotAThing;</p>',
];

const AGAIN: readonly string[] = [
  '<div>',
  '<b><p>',
  '<table><tr><td>',
  '<ul><li>',
  '<a href=x>',
  '<svg><a>',
  '<p data-line=\'{"list":"bullet"}\'>a',
  '<span style="font-family:monospace;white-space:pre">',
  '<img src="data:image/png;base64,AA">',
  '&amp',
  '<!--',
];

const OWN: readonly unknown[] = [
  { ops: [{ insert: 'a', attributes: { link: 'javascript:x', __proto__: { bold: true } } }], last: null },
  { ops: [{ insert: 'a\n', attributes: { cell: '__proto__.a.b' } }], last: { cell: 't.r.z' } },
  { ops: [{ insert: { image: OTHER } }, { insert: { mention: { a: 1 } } }], last: { header: 7, list: 'x' } },
  { ops: [{ insert: { constructor: 'x' } }, { insert: { divider: true, image: 'x' } }], isCode: true },
  { ops: [{ insert: '\uD800\u0000\r' }, { insert: 'b', attributes: { 'suggest-insert': 'x' } }], copy: 'x' },
  { ops: [{ insert: 'x\n'.repeat(100), attributes: { cell: 't.r.a', 'cell-width': -1 } }], last: [] },
  { ops: Array.from({ length: 20_000 }, (_, n) => ({ insert: 'x', attributes: { color: `#${n}` } })) },
];

/** Pastes into a place; returns the document, which an operation that the server would take has made. */
function paste(source: Partial<Source>, document: Delta, index: number): Delta {
  const range = { index, length: 0 };
  const place: PastePlace = { document, range, marks: {}, docId: DOC };
  const whole: Source = { own: null, language: null, html: '', markdown: '', text: '', files: [], ...source };
  const pasted = readSource(whole, place, { isCodeMarkup, readMarkup, readMarked, writeMarked });
  const taken = takeOps(pasted.ops, DOC);
  const put = fitClip(pasted.clip(taken.ops, document, range), document, range);
  const change = normalise(rewriteChange(put, document, DOC).delta);
  expect(parseDelta(change, RULES)).toEqual({ ok: true, value: change });
  const made = new QuillDelta(document as Op[]).compose(new QuillDelta(change as Op[])).ops as Delta;
  expect(parseDelta(made, RULES)).toMatchObject({ ok: true });
  return made;
}

function expectHarmless(document: Delta): void {
  for (const op of document) {
    if (!('insert' in op)) throw new Error('A document has inserts only.');
    if (op.attributes?.link !== undefined)
      expect(String(op.attributes.link)).toMatch(/^(https?|mailto|tel):/i);
    for (const name of Object.keys(op.attributes ?? {})) expect(name.startsWith('suggest-')).toBe(false);
    if (typeof op.insert === 'string') continue;
    expect(JSON.stringify(op.insert)).not.toContain(OTHER);
    expect(JSON.stringify(op.insert)).not.toMatch(/javascript:|data:/i);
  }
  expect(({} as Record<string, unknown>).x).toBeUndefined();
}

describe.each(PLACES)('a hostile clipboard pasted into %s', (_, document, index) => {
  test('as HTML of any form', () => {
    for (const html of MARKUP) expectHarmless(paste({ html, text: 'text' }, document, index));
  });

  test('as HTML again and again, in time', () => {
    for (const part of AGAIN) {
      const since = performance.now();
      expectHarmless(paste({ html: part.repeat(30_000 / part.length), text: 'text' }, document, index));
      expect(performance.now() - since, part).toBeLessThan(MOST_MS);
    }
  });

  test('as Markdown with HTML and addresses', () => {
    const hostile = [
      '[a](javascript:x) ![b](data:image/png;base64,AA) <javascript:x> <https://e.com onclick=x>',
      '<img src=x onerror=alert(1)>\n\n<script>x</script>\n\n[c]: javascript:x\n[c]',
      `![d](${OTHER}) <span data-embed="image" data-value="${OTHER}">e</span>`,
      '| a |\n|---|\n| <td onclick=x> |',
    ];
    for (const markdown of hostile) expectHarmless(paste({ markdown, text: 'text' }, document, index));
  });

  test('as a fragment that says it is ours', () => {
    for (const clip of OWN) {
      const own = wholeClip(JSON.stringify(clip));
      if (own !== null) expectHarmless(paste({ own }, document, index));
    }
  });
});

test('what says it is of a code editor is text alone', () => {
  expect(vscodeLanguage(`{"mode":"${'x'.repeat(1_000_000)}"}`)).toHaveLength(1_000_000);
  const language = vscodeLanguage('{"mode":"<script>","__proto__":{"mode":"x"}}');
  const text = `<script>\n${'x'.repeat(10)}\n</script>`;
  expect(paste({ language, html: '<b onclick=x>a</b>', text }, [{ insert: '\n' }], 0)).toEqual([
    { insert: '<script>' },
    { insert: '\n', attributes: { 'code-block': true } },
    { insert: 'xxxxxxxxxx' },
    { insert: '\n', attributes: { 'code-block': true } },
    { insert: '</script>' },
    { insert: '\n', attributes: { 'code-block': true } },
  ]);
});
