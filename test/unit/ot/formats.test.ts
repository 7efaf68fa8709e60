import { describe, expect, test } from 'vitest';
import { compose } from '../../../src/ot/compose.ts';
import { cutDown } from '../../../src/ot/cut-down.ts';
import { EMBEDS, FORMATS } from '../../../src/ot/formats.ts';
import { documentLength, lengthChange } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { plainText } from '../../../src/ot/plain-text.ts';
import { Random } from '../../support/random.ts';
import { refusedDocument, refusedOperation } from '../../support/refused-text.ts';
import { forSeeds } from '../../support/seeds.ts';

const DOC = 'doc';
const RULES = { maxBytes: 1e6, maxMembers: 1e4, form: 'any', docId: DOC } as const;

function refusal(delta: unknown): string | null {
  const parsed = parseDelta(delta, RULES);
  return parsed.ok ? null : parsed.error.message;
}

/** The values that the editor itself, its dialogs, its shortcuts and a paste into it can create. */
const MADE_BY_EDITOR: Record<string, unknown[]> = {
  bold: [true],
  italic: [true],
  underline: [true],
  strike: [true],
  code: [true],
  script: ['sub', 'super'],
  link: ['https://a', 'HTTP://b', 'mailto:a@b.c', 'tel:+1', 'https:x'],
  color: ['#6b7280', '#FFF', '#11223344', 'rebeccapurple', 'rgba(0, 0, 0, 0.87)', 'hsl(20 50% 40% / .5)'],
  background: ['#fef7c3', 'transparent', 'rgb(0 0 0 / 0.5)', 'oklch(0.7 0.1 20)', 'color(srgb 1 0 0 / 0.5)'],
  header: [1, 2, 3, 4, 5, 6],
  list: ['bullet', 'ordered', 'checked', 'unchecked'],
  blockquote: [true],
  'code-block': [true],
  indent: [1, 2, 3, 4, 5, 6, 7, 8],
  align: ['center', 'right', 'justify'],
  direction: ['rtl', 'ltr'],
  cell: ['a.b.c', '0.1.2', 'abcdefghijkl.0123456789ab.z'],
  'cell-head': [true],
  'cell-width': [24, 120, 2_000],
  callout: ['note', 'tip', 'warning'],
  alt: ['', 'A cat'],
  width: ['100', '50%', 'auto'],
  height: ['100'],
};

// Quill's blots, and embeds and names of other editors: none formats anything here.
const REFUSED_NAMES = [
  ...['image', 'video', 'divider', 'mention', 'formula', 'line-break', 'unknown', 'mark', 'text', 'scroll'],
  ...[
    'block',
    'inline',
    'break',
    'cursor',
    'container',
    'list-container',
    'code-block-container',
    'block-embed',
  ],
  ...[
    'font',
    'size',
    'table',
    'a0',
    'code-token',
    'Bold',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ],
];

describe('the table of formats', () => {
  test('takes every value that the editor makes, on text, on newlines and on embeds alike', () => {
    expect(Object.keys(MADE_BY_EDITOR).sort()).toEqual([...FORMATS.keys()].sort());
    for (const [name, values] of Object.entries(MADE_BY_EDITOR)) {
      for (const value of values) {
        const attributes = { [name]: value };
        for (const insert of ['text', '\n', { divider: true }])
          expect(refusal([{ insert, attributes }]), `${name}: ${value}`).toBe(null);
        expect(refusal([{ retain: 1, attributes }])).toBe(null);
        expect(refusal([{ retain: 1, attributes: { [name]: null } }])).toBe(null);
      }
    }
  });

  test.each(REFUSED_NAMES)('refuses the name %s with any value, and in any place', (name) => {
    for (const value of [true, 'x', 1, 'https://example.com/x.png', '']) {
      const attributes = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
      for (const op of [{ insert: 'a' }, { insert: '\n' }, { insert: { divider: true } }, { retain: 5 }])
        expect(refusal([{ ...op, attributes }])).toContain('is not a known format');
    }
  });

  test('refuses every other value, and says which are allowed', () => {
    const JUNK = [false, 0, 1.5, 9, -1, 'yes', '1', '', Number.NaN, Number.POSITIVE_INFINITY, {}, [], [1]];
    for (const [name, { values }] of FORMATS) {
      for (const value of JUNK) {
        if (MADE_BY_EDITOR[name]?.includes(value) || values.schema.type === 'string') continue;
        if (name === 'code-block' && typeof value === 'string' && value !== '') continue;
        expect(refusal([{ retain: 1, attributes: { [name]: value } }]), `${name}: ${value}`).toBe(
          `delta[0].attributes.${name}: must be ${values.words}`,
        );
      }
    }
    expect(refusal([{ insert: 'a', attributes: { color: 'expression(alert(1))' } }])).toContain('a colour');
    expect(refusal([{ insert: 'a', attributes: { color: 'red;x:y' } }])).toContain('a colour');
  });

  test.each([
    ...['', 'a', 'a.b', 'a.b.c.d', '.b.c', 'a..c', 'a.b.', 'A.b.c', 'a.b.c ', 'a.b.c\n', 'a-b.c.d', 'ä.b.c'],
    ...['abcdefghijklm.b.c', 'a.abcdefghijklm.c', 'a.b.abcdefghijklm', 'a,b,c', 'a.b.c\u0000'],
  ])('refuses the cell %j', (cell) => {
    expect(refusal([{ insert: '\n', attributes: { cell } }])).toContain('attributes.cell: must be');
    expect(refusal([{ retain: 1, attributes: { cell } }])).toContain('attributes.cell: must be');
  });

  test.each([0, 23, 2_001, 100.5, '100', Number.NaN])('refuses the width %s of a column', (width) => {
    expect(refusal([{ retain: 1, attributes: { 'cell-width': width } }])).toContain('must be an integer');
  });

  test('takes a footnote of 2,048 units and no more, and any mention', () => {
    expect(refusal([{ insert: { footnote: 'x'.repeat(2_048) } }])).toBe(null);
    expect(refusal([{ insert: { footnote: 'x'.repeat(2_049) } }])).toContain('longer than 2048');
    for (const mention of ['Some Body', 'user:abc', 'doc:abc', 'date:2026-01-31', 'date:never', ''])
      expect(refusal([{ insert: { mention } }])).toBe(null);
  });

  test('a name that it lacks can be removed', () => {
    expect(refusal([{ retain: 1, attributes: { image: null, text: null, 'no-such': null } }])).toBe(null);
    expect(refusal([{ retain: 1, attributes: { constructor: null } }])).toContain('not a known format');
    expect(refusal([{ insert: 'a', attributes: { image: null } }])).toContain('not a known format');
  });

  test('each embed accepts its own values', () => {
    const taken: Record<string, unknown> = {
      image: 'https://example.com/a.png',
      video: 'http://example.com/v',
      formula: 'e^x',
      mention: 'someone',
      divider: true,
      'line-break': true,
      footnote: 'See above.',
      'page-break': true,
    };
    expect(Object.keys(taken).sort()).toEqual([...EMBEDS.keys()].sort());
    for (const [type, value] of Object.entries(taken)) {
      expect(refusal([{ insert: { [type]: value } }])).toBe(null);
      for (const other of [false, null, 1, {}, [], value === true ? 'x' : true])
        expect(refusal([{ insert: { [type]: other } }]), type).toContain(`delta[0].insert.${type}: must be`);
    }
    for (const type of ['text', 'scroll', 'unknown', 'bold', 'list', 'toString'])
      expect(refusal([{ insert: { [type]: true } }])).toContain('is not a known embed');
  });
});

const HASH = '0123456789abcdef'.repeat(4);

describe('addresses of images', () => {
  test.each([
    ['https://example.com/a.png', true],
    ['http://example.com/a.png', true],
    [`/v1/docs/doc/uploads/${HASH}`, true],
    [`/v1/docs/other/uploads/${HASH}`, false],
    [`/v1/docs/doc/uploads/${HASH.toUpperCase()}`, false],
    [`/v1/docs/doc/uploads/${HASH}0`, false],
    [`/v1/docs/doc/uploads/${HASH.slice(1)}`, false],
    [`/v1/docs/doc/uploads/${HASH}/`, false],
    [`/v1/docs/doc/uploads/${HASH}.png`, false],
    [`/v1/docs/doc/uploads/${HASH}?x`, false],
    [`/v1/docs/doc/uploads/${HASH}#x`, false],
    [`/v1/docs/doc/uploads/${HASH}\n`, false],
    [`https://host/v1/docs/doc/uploads/${HASH}`, true],
    ['/v1/docs/doc/uploads/a_B-1.png', false],
    ['/v1/docs/doc/uploads/a..b', false],
    ['/v1/docs/doc/uploads/', false],
    ['/v1/docs/other/uploads/a.png', false],
    ['/v1/docs/doc/uploads/..', false],
    ['/v1/docs/doc/uploads/../../x', false],
    ['/v1/docs/doc/uploads/..\\..\\x', false],
    ['/v1/docs/doc/uploads\\..\\x', false],
    ['/v1/docs/doc/uploads/%2e%2e/x', false],
    ['/v1/docs/doc/uploads/%2e%2e%2fx', false],
    ['/v1/docs/doc/uploads/.%2e/x', false],
    ['/v1/docs/doc/uploads/a/b', false],
    ['/v1/docs/doc/uploads/a\n', false],
    ['/v1/docs/doc/uploads/a?x', false],
    ['/v1/docs/doc/uploads/a#x', false],
    ['/v1/docs/doc/uploads/\t../x', false],
    ['https:../../v1/docs', false],
    ['https:/v1/users/me/export', false],
    ['https:x', false],
    ['https:///x', false],
    ['https:\\\\example.com', false],
    ['https://\\x', false],
    ['//example.com/x', false],
    ['data:image/png;base64,x', false],
    ['blob:https://example.com/x', false],
    [' https://example.com', false],
  ])('%s: %s', (image, taken) => {
    expect(refusal([{ insert: { image } }]) === null).toBe(taken);
    // The browser's target: never another place of this server.
    const { pathname } = new URL(image, 'https://host/documents/doc');
    if (taken && image.startsWith('/')) expect(pathname.startsWith('/v1/docs/doc/uploads/')).toBe(true);
  });
});

describe('text that is written again from an older log', () => {
  test('is cut down to what the server accepts, with every length kept', () => {
    forSeeds(500, (seed) => {
      const random = new Random(seed);
      const document = refusedDocument(random, 12);
      const delta = refusedOperation(random, document);
      for (const ops of [document, delta]) {
        const { ops: kept, exact } = cutDown(ops, DOC);
        expect(refusal(kept)).toBe(null);
        expect(lengthChange(kept)).toBe(lengthChange(ops));
        if (exact) expect(cutDown(kept, DOC)).toEqual({ ops: kept, exact: true });
      }
      const cut = cutDown(document, DOC).ops;
      expect(documentLength(compose(cut, cutDown(delta, DOC).ops))).toBe(
        documentLength(compose(document, delta)),
      );
      expect(unmarked(plainText(cut))).toBe(unmarked(plainText(document)));
    });
  });

  test('keeps what the table has, reads a value as it was drawn, and says when it differs', () => {
    const cut = (attributes: unknown) => {
      const { ops, exact } = cutDown([{ insert: 'a', attributes: attributes as Attributes }], DOC);
      return [(ops[0] as { attributes?: Attributes }).attributes, exact];
    };
    expect(cut({ bold: true, mention: 'x' })).toEqual([{ bold: true }, false]);
    expect(cut({ bold: 'yes', header: '2', 'code-block': 'x y' })).toEqual([
      { bold: true, header: 2, 'code-block': true },
      false,
    ]);
    expect(cut({ bold: false, list: 'dotted', align: null })).toEqual([undefined, false]);
    expect(cut({ 'code-block': 'c++', link: 'https://a' })).toEqual([
      { 'code-block': 'c++', link: 'https://a' },
      true,
    ]);
    expect(cutDown([{ insert: { divider: 'x' } }], DOC)).toEqual({
      ops: [{ insert: { divider: true } }],
      exact: false,
    });
    const strange = [{ text: 'x' }, { mention: null }, {}, { image: 'https://a', video: 'https://b' }];
    for (const insert of strange)
      expect(cutDown([{ insert }] as unknown as Delta, DOC)).toEqual({
        ops: [{ insert: '\ufffc' }],
        exact: false,
      });
  });
});

test('a line break is a newline in plain text, and any other embed U+FFFC', () => {
  expect(
    plainText([
      { insert: 'a' },
      { insert: { 'line-break': true } },
      { insert: { divider: true } },
      { insert: 'b\n' },
    ]),
  ).toBe('a\n\ufffcb\n');
});

function unmarked(text: string): string {
  return text.replaceAll('\ufffc', '?').replaceAll('\n', '?');
}
