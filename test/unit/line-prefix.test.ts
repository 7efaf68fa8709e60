import { describe, expect, test } from 'vitest';
import { formatOfPrefix, isDividerLine } from '../../web/editor/keyboard/line-prefix.ts';

describe('prefixes of a line', () => {
  test('say what the line becomes', () => {
    const meant: [string, object][] = [
      ['#', { header: 1 }],
      ['##', { header: 2 }],
      ['###', { header: 3 }],
      ['>', { blockquote: true }],
      ['```', { 'code-block': true }],
      ['-', { list: 'bullet' }],
      ['*', { list: 'bullet' }],
      [' *', { list: 'bullet' }],
      ['1.', { list: 'ordered' }],
      ['12.', { list: 'ordered' }],
      ['[]', { list: 'unchecked' }],
      ['[ ]', { list: 'unchecked' }],
      ['[x]', { list: 'checked' }],
      ['[X]', { list: 'checked' }],
    ];
    for (const [prefix, format] of meant) expect(formatOfPrefix(prefix, {}), prefix).toEqual(format);
    expect(formatOfPrefix('[!Caution]', { blockquote: true })).toEqual({
      blockquote: null,
      callout: 'warning',
    });
    expect(formatOfPrefix('[!note]', {})).toBeNull();
  });

  test('mean nothing where they are something else, or where the line is a kind of its own', () => {
    for (const prefix of ['', 'a', '####', '1', '.', '12345.', '--', 'x#', '>>', '````'])
      expect(formatOfPrefix(prefix, {}), prefix).toBeNull();
    for (const line of [{ 'code-block': true }, { blockquote: true }])
      for (const prefix of ['#', '-', '1.', '>']) expect(formatOfPrefix(prefix, line)).toBeNull();
    for (const line of [{ list: 'bullet' }, { header: 2 }]) {
      expect(formatOfPrefix('#', line)).toBeNull();
      expect(formatOfPrefix('1.', line)).toEqual({ list: 'ordered' });
    }
  });

  test('a line of dashes or stars becomes a divider, also as phones write them', () => {
    for (const text of ['---', '***', '—-']) expect(isDividerLine(text, {}), text).toBe(true);
    for (const text of ['--', '----', '-*-', '']) expect(isDividerLine(text, {}), text).toBe(false);
    for (const line of [{ list: 'bullet' }, { 'code-block': true }, { blockquote: true }, { header: 1 }])
      expect(isDividerLine('---', line)).toBe(false);
  });
});
