import QuillDelta from 'quill-delta';
import { describe, expect, test } from 'vitest';
import type { Attributes, Delta, Op, Range } from '../../../src/ot/op.ts';
import { blocksClip } from '../../../web/editor/clipboard/blocks-clip.ts';
import { readClip, writeClip } from '../../../web/editor/clipboard/carried.ts';
import { clipOf } from '../../../web/editor/clipboard/clip.ts';
import { clipText } from '../../../web/editor/clipboard/clip-text.ts';
import { cutClip, fitClip } from '../../../web/editor/clipboard/fit-clip.ts';

const BULLET: Attributes = { list: 'bullet' };
const CODE: Attributes = { 'code-block': true };
const HEADING: Attributes = { header: 1 };

/** A document of lines, each with its text and format. */
function lines(...all: [string, Attributes?][]): Delta {
  const delta = new QuillDelta();
  for (const [text, format] of all) delta.insert(text).insert('\n', format);
  return delta.ops as unknown as Delta;
}

function applied(document: Delta, change: Delta): Delta {
  return new QuillDelta(document as Op[]).compose(new QuillDelta(change as Op[])).ops as Delta;
}

/** `document` with the content of `from` pasted over `to` of `target`. */
function pasted(document: Delta, from: Range, target: Delta, to: Range): Delta {
  const clip = readClip(writeClip(clipOf(document, from)));
  if (clip === null) throw new Error('The clip cannot be read again.');
  return applied(target, fitClip(clip, target, to));
}

const at = (index: number, length = 0): Range => ({ index, length });

describe('a stretch of our own', () => {
  const list = lines(['one', BULLET], ['two', HEADING]);

  test('lines keep their formats, the last one too, though its newline is not selected', () => {
    expect(pasted(list, at(0, 7), lines(['']), at(0))).toEqual(list);
    expect(pasted(list, at(0, 7), lines(['above'], ['']), at(6))).toEqual(
      lines(['above'], ['one', BULLET], ['two', HEADING]),
    );
  });

  test('words of a line are words', () => {
    expect(pasted(list, at(4, 2), lines(['']), at(0))).toEqual(lines(['tw']));
    expect(pasted(list, at(4, 2), lines(['ab', BULLET]), at(1))).toEqual(lines(['atwb', BULLET]));
  });

  test('a whole line gives its format to an empty line that has none, and to no other', () => {
    expect(pasted(list, at(4, 3), lines(['']), at(0))).toEqual(lines(['two', HEADING]));
    expect(pasted(list, at(4, 3), lines(['', BULLET]), at(0))).toEqual(lines(['two', BULLET]));
    expect(pasted(list, at(4, 3), lines(['text']), at(4))).toEqual(lines(['texttwo']));
  });

  test('a line that goes on keeps its format', () => {
    expect(pasted(lines(['a'], ['b']), at(0, 3), lines(['item', BULLET]), at(4))).toEqual(
      lines(['itema', BULLET], ['b']),
    );
  });

  test('a line with its newline leaves the next one alone', () => {
    expect(pasted(list, at(0, 4), lines(['x', HEADING]), at(0))).toEqual(
      lines(['one', BULLET], ['x', HEADING]),
    );
  });

  test('code takes text, and its own as it is', () => {
    const rich: Delta = [
      { insert: 'a', attributes: { bold: true } },
      { insert: { mention: 'Bo' } },
      { insert: '\n' },
    ];
    expect(pasted(rich, at(0, 2), lines(['x', CODE]), at(1))).toEqual(lines(['xa@Bo', CODE]));
    expect(pasted(list, at(0, 7), lines(['', CODE]), at(0))).toEqual(lines(['one', CODE], ['two', CODE]));
    const code: Delta = [{ insert: 'a' }, { insert: { mention: 'Bo' } }, { insert: '\n', attributes: CODE }];
    expect(pasted(code, at(1, 1), lines(['', CODE]), at(0))).toEqual(
      lines(['', CODE]).toSpliced(0, 0, code[1] as Op),
    );
  });

  test('replacing a selection across lines leaves one line, in the format of the first', () => {
    expect(pasted(lines(['new']), at(0, 3), lines(['ab', HEADING], ['cd', BULLET]), at(1, 3))).toEqual(
      lines(['anewd', HEADING]),
    );
  });

  test('cutting keeps the format of the first line; whole lines leave the next one alone', () => {
    const document = lines(['ab', HEADING], ['cd', CODE]);
    expect(applied(document, cutClip(document, at(1, 3)))).toEqual(lines(['ad', HEADING]));
    expect(applied(document, cutClip(document, at(0, 3)))).toEqual(lines(['cd', CODE]));
  });

  test('plain text has embeds by what they name', () => {
    const ops: Delta = [
      { insert: 'to ' },
      { insert: { mention: 'Bo' } },
      { insert: { image: 'https://x.org/' } },
    ];
    expect(clipText({ ops, last: null })).toBe('to @Bo');
    expect(clipText({ ops, last: null }, (value) => value.toUpperCase())).toBe('to @BO');
  });

  test('plain text has the bullets and numbers of items, and tabs between cells', () => {
    const document = lines(
      ['a', BULLET],
      ['b', { list: 'ordered', indent: 1 }],
      ['c', { list: 'ordered', indent: 1 }],
      ['d', { list: 'checked' }],
      ['e', { cell: 't.r.a' }],
      ['f', { cell: 't.r.b' }],
      ['end'],
    );
    expect(clipText(clipOf(document, at(0, 15)))).toBe('• a\n  1. b\n  2. c\n☑ d\ne\tf\nend');
  });
});

describe('a clip from an untrusted page', () => {
  test.each(['', 'null', '{', '[]', '{"ops":1}', '{"ops":[{"retain":1}]}', '{"ops":[{"insert":""}]}'])(
    '%s',
    (json) => {
      expect(readClip(json)).toBeNull();
    },
  );

  test('is cut down to formats and embeds that there are', () => {
    const ops = [
      { insert: 'a\r\n', attributes: { bold: true, link: 'javascript:alert(1)' } },
      { insert: { image: 'data:image/png;base64,AA' } },
      { insert: { script: 'x' } },
      { insert: 'b' },
    ];
    expect(readClip(JSON.stringify({ ops, last: { list: 'bullet', link: 'javascript:x' } }))).toEqual({
      ops: [{ insert: 'a\n', attributes: { bold: true } }, { insert: 'b' }],
      last: { list: 'bullet' },
      isCode: false,
    });
  });
});

describe('blocks of another program', () => {
  const put = (ops: Delta, target: Delta, to: Range): Delta =>
    applied(target, fitClip(blocksClip(ops, target, to), target, to));
  const items = lines(['a', BULLET], ['b', BULLET]);

  test('take an empty line over, and leave no empty one behind', () => {
    expect(put(items, lines(['']), at(0))).toEqual(items);
    expect(put(lines(['a', HEADING]), lines(['']), at(0))).toEqual(lines(['a', HEADING]));
  });

  test('do not draw in the text behind them', () => {
    expect(put(items, lines(['rest']), at(0))).toEqual(lines(['a', BULLET], ['b', BULLET], ['rest']));
  });

  test('a single one goes into the line that it is put in', () => {
    expect(put(lines(['a', HEADING]), lines(['xy']), at(1))).toEqual(lines(['xay']));
  });

  test('two paragraphs in an item leave its first half an item', () => {
    expect(put(lines(['a'], ['b']), lines(['xy', BULLET]), at(1))).toEqual(
      lines(['xa', BULLET], ['by', BULLET]),
    );
  });
});
