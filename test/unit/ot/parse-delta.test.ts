import { describe, expect, test } from 'vitest';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';

const RULES = {
  maxBytes: LIMITS.opBytes,
  maxMembers: LIMITS.opMembers,
  form: 'canonical',
  docId: 'doc',
} as const;
const error = (value: unknown, rules: Partial<typeof RULES> = {}): string => {
  const result = parseDelta(value, { ...RULES, ...rules });
  return result.ok ? 'ok' : `${result.error.code} ${result.error.message}`;
};

const lone = '\ud83c';
const many = (n: number): Record<string, null> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}`, null]));

describe('refused, with the path and the rule', () => {
  test.each([
    ['no array', { ops: [] }, 'invalid delta: must be an array'],
    ['a member that is null', [null], 'invalid delta[0]: must be an object'],
    ['a member that is an array', [[]], 'invalid delta[0]: must be an object'],
    ['no verb', [{}], 'invalid delta[0]: must have exactly one'],
    ['two verbs', [{ insert: 'a', delete: 3 }], 'invalid delta[0]: must have exactly one'],
    ['an unknown member', [{ insert: 'a', foo: 1 }], 'invalid delta[0]: unknown member "foo"'],
    ['retain 0', [{ retain: 0 }, { insert: 'a' }], 'invalid delta[0].retain: must be an integer from 1'],
    ['delete 0', [{ delete: 0 }], 'invalid delta[0].delete'],
    ['retain -3', [{ retain: -3 }], 'invalid delta[0].retain'],
    ['retain 1.5', [{ retain: 1.5 }], 'invalid delta[0].retain'],
    ['retain 2^31', [{ retain: 2 ** 31 }], 'invalid delta[0].retain'],
    ['retain 1e308', [{ retain: 1e308 }], 'invalid delta[0].retain'],
    ['retain null', [{ retain: null }], 'invalid delta[0].retain'],
    ['retain of an embed', [{ retain: { image: 'x' } }], 'invalid delta[0].retain'],
    ['an empty insert', [{ insert: '' }], 'invalid delta[0].insert: must not be empty'],
    ['insert of a number', [{ insert: 5 }], 'invalid delta[0].insert'],
    ['insert true', [{ insert: true }], 'invalid delta[0].insert'],
    ['insert of an array', [{ insert: [1, 2] }], 'invalid delta[0].insert'],
    [
      'an embed of two types',
      [{ insert: { image: 'https://a', video: 'https://b' } }],
      'invalid delta[0].insert: must have exactly one key',
    ],
    [
      'an unknown embed',
      [{ insert: { iframe: 'x' } }],
      'invalid delta[0].insert: "iframe" is not a known embed',
    ],
    ['an embed with depth', [{ insert: { mention: { id: 1 } } }], 'invalid delta[0].insert.mention'],
    [
      'a long embed',
      [{ insert: { formula: 'x'.repeat(2049) } }],
      'invalid delta[0].insert.formula: is longer',
    ],
    ['a lone surrogate', [{ insert: `a${lone}` }], 'invalid delta[0].insert: has a lone surrogate'],
    [
      'a lone surrogate in a value',
      [{ insert: 'a', attributes: { color: lone } }],
      'invalid delta[0].attributes.color: has a lone',
    ],
    [
      'attributes on a delete',
      [{ delete: 1, attributes: { bold: true } }],
      'invalid delta[0].attributes: not allowed on a delete',
    ],
    [
      'attributes as an array',
      [{ insert: 'a', attributes: [1] }],
      'invalid delta[0].attributes: must be an object',
    ],
    ['33 attributes', [{ retain: 1, attributes: many(33) }], 'invalid delta[0].attributes: has more than 32'],
    [
      'a name in capitals',
      [{ insert: 'a', attributes: { Bold: true } }],
      'invalid delta[0].attributes: "Bold"',
    ],
    [
      'constructor',
      [{ insert: 'a', attributes: { constructor: 1 } }],
      'invalid delta[0].attributes: "constructor"',
    ],
    [
      '__proto__',
      JSON.parse('[{"insert":"a","attributes":{"__proto__":{"x":1}}}]'),
      'invalid delta[0].attributes: "__proto__"',
    ],
    ['a nested value', [{ insert: 'a', attributes: { bold: { x: 1 } } }], 'invalid delta[0].attributes.bold'],
    [
      'null on an insert',
      [{ insert: 'a', attributes: { bold: null } }],
      'invalid delta[0].attributes.bold: null removes',
    ],
    [
      'a script link',
      [{ insert: 'a', attributes: { link: 'javascript:alert(1)' } }],
      'invalid delta[0].attributes.link: must be an address',
    ],
    [
      'a script link behind a space',
      [{ insert: 'a', attributes: { link: ' https://x' } }],
      'invalid delta[0].attributes.link',
    ],
    [
      'a link that is no string',
      [{ insert: 'a', attributes: { link: true } }],
      'invalid delta[0].attributes.link',
    ],
    ['a data image', [{ insert: { image: 'data:image/svg+xml,x' } }], 'invalid delta[0].insert.image'],
    [
      "another document's upload",
      [{ insert: { image: `/v1/docs/other/uploads/${'a'.repeat(64)}` } }],
      'invalid delta[0].insert.image',
    ],
    ['a trailing retain', [{ insert: 'a' }, { retain: 2 }], 'invalid delta[1]: a trailing retain'],
    ['neighbours that merge', [{ insert: 'a' }, { insert: 'b' }], 'invalid delta[1]: not in canonical form'],
    ['two deletes', [{ delete: 1 }, { delete: 1 }], 'invalid delta[1]: not in canonical form'],
    [
      'an insert behind a delete',
      [{ delete: 1 }, { insert: 'a' }],
      'invalid delta[1]: not in canonical form',
    ],
    [
      '10,001 members',
      Array.from({ length: 10_001 }, () => ({ retain: 1 })),
      'too_large delta: has 10001 members',
    ],
    ['513 KiB', [{ insert: 'x'.repeat(513 * 1024) }], 'too_large delta: is over 524288 bytes'],
    ['bytes, not characters', [{ insert: '漢'.repeat(180_000) }], 'too_large delta: is over'],
  ])('%s', (_name, value, expected) => {
    expect(error(value)).toContain(expected);
  });

  test('deep nesting does no harm', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(error([{ insert: 'a', attributes: { bold: deep } }])).toContain('invalid');
    expect(error([{ insert: { image: deep } }])).toContain('invalid');
  });
});

describe('accepted', () => {
  test.each([
    ['nothing', []],
    ['all verbs', [{ retain: 1 }, { insert: 'a' }, { delete: 2 }, { retain: 3, attributes: { bold: null } }]],
    ['a link', [{ insert: 'a', attributes: { link: 'MAILTO:someone@example.com' } }]],
    ['an own upload', [{ insert: { image: `/v1/docs/doc/uploads/${'a'.repeat(64)}` } }]],
    ['neighbours of two formats', [{ insert: 'a' }, { insert: 'b', attributes: { bold: true } }]],
    ['32 names taken away', [{ retain: 1, attributes: many(32) }]],
    ['500 KB of text', [{ insert: 'x'.repeat(500_000) }]],
    ['an emoji', [{ insert: '😀' }]],
  ])('%s', (_name, value) => {
    expect(error(value)).toBe('ok');
  });

  test('empty attributes are none', () => {
    const parsed = parseDelta(
      [
        { retain: 1, attributes: {} },
        { insert: 'a', attributes: {} },
      ],
      RULES,
    );
    expect(parsed).toEqual({ ok: true, value: [{ retain: 1 }, { insert: 'a' }] });
    expect(error([{ insert: 'a', attributes: {} }, { insert: 'b' }])).toContain('not in canonical form');
  });

  test('over REST any form becomes the canonical one', () => {
    const parsed = parseDelta(
      [{ delete: 1 }, { insert: 'a' }, { insert: 'b', attributes: {} }, { retain: 2 }],
      {
        ...RULES,
        form: 'any',
      },
    );
    expect(parsed).toEqual({ ok: true, value: [{ insert: 'ab' }, { delete: 1 }] });
  });
});
