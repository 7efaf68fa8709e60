import { expect, test } from 'vitest';
import type { Delta } from '../../../src/ot/op.ts';
import { decodeClientMessage, decodeServerMessage, encode } from '../../../src/protocol/codec.ts';
import type { Cursor, Entry, OpMessage } from '../../../src/protocol/messages.ts';
import { encodeShortFrame, type NumberedClients } from '../../../src/protocol/short-form.ts';
import { Random } from '../../support/random.ts';
import { randomDocument, randomOperation } from '../../support/rich-text.ts';

const CLIENTS: NumberedClients = { clientOf: (number) => `client ${number}`, seqOf: () => 7 };

test('an operation and a frame look as the protocol says', () => {
  const delta: Delta = [
    { retain: 3 },
    { insert: 'a' },
    { delete: 2 },
    { retain: 1, attributes: { bold: null } },
    { insert: { image: 'https://example.com/a.png' }, attributes: { alt: 'A' } },
    { insert: { divider: true } },
  ];
  const members =
    '3,"a",-2,[1,{"bold":null}],[{"image":"https://example.com/a.png"},{"alt":"A"}],{"divider":true}';
  expect(encode({ type: 'op', version: 12, seq: 4, delta }, true)).toBe(`[12,4,${members}]`);
  expect(encode({ type: 'op', version: 12, seq: 4, delta, cursor: { index: 4, length: 0 } }, true)).toBe(
    `[12,4,[4],${members}]`,
  );
  const entry = { client: 'abcdefgh-12345678', seq: 4, delta };
  expect(encodeShortFrame(12, [entry, { ...entry, cursor: { index: 4, length: 2 } }], [3, 5])).toBe(
    `[12,[3,${members}],[5,[4,2],${members}]]`,
  );
  expect(encodeShortFrame(12, [{ ...entry, delta: [], cursor: null }, entry], [3, null])).toBe(
    `[12,[3,[]],${JSON.stringify(entry)}]`,
  );
});

test('any operation travels, alone and in a frame', () => {
  const random = new Random(20_261_130);
  for (let i = 0; i < 500; i++) {
    const delta = randomOperation(random, randomDocument(random, random.int(20)), {
      unkind: random.chance(0.5),
    });
    const cursor = randomCursor(random);
    const message: OpMessage = { type: 'op', version: random.int(1_000), seq: 1 + random.int(99), delta };
    if (cursor !== undefined) message.cursor = cursor;
    expect(decodeClientMessage(encode(message, true), true)).toEqual({ ok: true, value: message });

    const entries: Entry[] = [delta, delta].map((each) => ({ client: 'client 3', seq: 7, delta: each }));
    if (cursor !== undefined) (entries[1] as Entry).cursor = cursor;
    const known = { client: 'abcdefgh-12345678', seq: 2, delta };
    const text = encodeShortFrame(41, [...entries, known], [3, 3, null]);
    expect(decodeServerMessage(text, CLIENTS)).toEqual({
      ok: true,
      value: { type: 'ops', from: 41, to: 44, ops: [...entries, known] },
    });
  }
});

test.each([
  ['nothing', '[]'],
  ['a version alone', '[1]'],
  ['a version that is no count', '["1",1]'],
  ['a negative version', '[-1,1]'],
  ['seq 0', '[1,0,"x"]'],
  ['a seq that is no integer', '[1,1.5,"x"]'],
])('an operation is refused: %s', (_name, text) => {
  expect(decodeClientMessage(text, true)).toMatchObject({ ok: false, error: { code: 'protocol_error' } });
});

test.each([
  ['nothing', '[]'],
  ['no entry', '[1]'],
  ['an entry without a number', '[1,["x"]]'],
  ['an entry that is no array', '[1,"x"]'],
  ['an entry without a client', '[1,{"seq":1,"delta":[]}]'],
])('a frame is refused: %s', (_name, text) => {
  expect(decodeServerMessage(text, CLIENTS)).toMatchObject({ ok: false, error: { code: 'protocol_error' } });
});

test('members of no known shape stay what parseDelta refuses', () => {
  const odd = '[1,1,true,null,[1],[[1,{}],{}],[1,2,3],0,1.5,[-1,{"bold":true}]]';
  expect(decodeClientMessage(odd, true)).toEqual({
    ok: true,
    value: {
      type: 'op',
      version: 1,
      seq: 1,
      delta: [
        true,
        null,
        [1],
        [[1, {}], {}],
        [1, 2, 3],
        { retain: 0 },
        { retain: 1.5 },
        { delete: 1, attributes: { bold: true } },
      ],
    },
  });
});

test('the short form is read only where it was offered', () => {
  expect(decodeClientMessage('[1,1,"x"]')).toMatchObject({ ok: false });
  expect(decodeServerMessage('[1,[3,"x"]]')).toMatchObject({ ok: false });
});

function randomCursor(random: Random): Cursor | undefined {
  if (random.chance(0.3)) return undefined;
  return random.chance(0.2) ? null : { index: random.int(9), length: random.pick([0, 0, 3]) };
}
