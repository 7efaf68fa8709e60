import { expect, test } from 'vitest';
import { newClientId, ownsClientId, randomId } from '../../../src/base/ids.ts';
import { afterClose, CLOSE } from '../../../src/protocol/close-codes.ts';
import { decodeClientMessage, decodeServerMessage, encode } from '../../../src/protocol/codec.ts';
import type { ClientMessage, ServerMessage } from '../../../src/protocol/messages.ts';
import { knownOffers } from '../../../src/protocol/offers.ts';

const client = 'abcdefgh-12345678';

test.each<ClientMessage>([
  { type: 'join', client, version: null, pending: false },
  { type: 'join', client, version: 12, pending: true },
  { type: 'op', version: 0, seq: 1, delta: [] },
  { type: 'op', version: 3, seq: 2, delta: [{ insert: 'x' }], cursor: { index: 1, length: 0 } },
  { type: 'op', version: 3, seq: 2, delta: [{ insert: 'x' }], cursor: null },
  { type: 'cursor', version: 3, cursor: null },
  { type: 'auth', token: 't' },
  { type: 'leave' },
])('a client’s message travels: $type', (message) => {
  expect(decodeClientMessage(encode(message))).toEqual({ ok: true, value: message });
});

test.each<ServerMessage>([
  {
    type: 'joined',
    protocol: 1,
    version: 3,
    role: 'owner',
    user: { id: 'u', name: 'U', color: '#fff' },
    snapshot: { version: 2, url: 'https://example.com/' },
    synced: 0,
    roster: [{ client, user: { id: 'u', name: 'U', color: '#fff' }, role: 'viewer', cursor: null }],
    more: 3,
    limits: { opBytes: 1, documentBytes: 2 },
  },
  { type: 'ops', from: 0, to: 2, ops: [{ client, seq: 1, delta: [] }, { delta: [{ insert: 'x' }] }] },
  { type: 'presence', joined: [], left: [client], cursors: [{ client, version: 1, cursor: null }] },
  { type: 'presence', joined: [], left: [], cursors: [], more: 7 },
  { type: 'reject', seq: 1, code: 'too_large', message: 'm' },
  { type: 'synced', version: 1, snapshot: 0 },
  { type: 'role', role: 'commenter' },
  { type: 'renamed', title: 'Letters' },
  { type: 'restored', version: 3, user: { id: 'u', name: 'U', color: '#fff' } },
  { type: 'error', code: 'c', message: 'm' },
])('a server’s message travels: $type', (message) => {
  expect(decodeServerMessage(encode(message))).toEqual({ ok: true, value: message });
});

test.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['an array', '[]'],
  ['no type', '{}'],
  ['an unknown type', '{"type":"hello"}'],
  ['an unknown field', '{"type":"leave","x":1}'],
  ['a missing field', '{"type":"join","client":"abcdefgh-12345678","version":null}'],
  ['a version that is no integer', '{"type":"cursor","version":1.5,"cursor":null}'],
  ['a negative version', '{"type":"cursor","version":-1,"cursor":null}'],
  ['seq 0', '{"type":"op","version":1,"seq":0,"delta":[]}'],
  ['a client id of another form', '{"type":"join","client":"abc","version":null,"pending":false}'],
  ['a cursor with more in it', '{"type":"cursor","version":1,"cursor":{"index":1,"length":0,"x":1}}'],
  ['a delta that is no array', '{"type":"op","version":1,"seq":1,"delta":{"ops":[]}}'],
])('refused: %s', (_name, text) => {
  expect(decodeClientMessage(text)).toMatchObject({ ok: false, error: { code: 'protocol_error' } });
});

const user = { id: 'u', name: 'U', color: '#fff' };
const unknown = { later: { than: [1] } };

test.each<[ServerMessage, object]>([
  [
    { type: 'synced', version: 1, snapshot: 0 },
    { type: 'synced', version: 1, snapshot: 0, ...unknown },
  ],
  [
    { type: 'ops', from: 0, to: 2, ops: [{ client, seq: 1, delta: [], cursor: null }, { delta: [] }] },
    {
      type: 'ops',
      from: 0,
      to: 2,
      ops: [
        { client, seq: 1, delta: [], cursor: null, ...unknown },
        { delta: [], ...unknown },
      ],
      ...unknown,
    },
  ],
  [
    {
      type: 'presence',
      joined: [{ client, user, role: 'viewer', cursor: { index: 1, length: 0 } }],
      left: [],
      cursors: [{ client, version: 1, cursor: null }],
    },
    {
      type: 'presence',
      joined: [
        {
          client,
          user: { ...user, ...unknown },
          role: 'viewer',
          cursor: { index: 1, length: 0, ...unknown },
          ...unknown,
        },
      ],
      left: [],
      cursors: [{ client, version: 1, cursor: null, ...unknown }],
    },
  ],
])('what a newer server says beside it is left out: $type', (message, said) => {
  expect(decodeServerMessage(JSON.stringify(said))).toEqual({ ok: true, value: message });
});

test('a message that only a newer server knows is skipped, a broken one is not', () => {
  expect(decodeServerMessage('{"type":"hello","x":[1]}')).toEqual({ ok: true, value: null });
  expect(decodeServerMessage('{"type":"toString"}')).toEqual({ ok: true, value: null });
  for (const broken of [
    '{',
    'null',
    '{}',
    '{"type":1}',
    '{"type":"synced","version":-1,"snapshot":0}',
    // An own entry that passed for a composed run would never be acknowledged.
    '{"type":"ops","from":0,"to":1,"ops":[{"client":"x","seq":1,"delta":[]}]}',
    '{"type":"ops","from":0,"to":1,"ops":[{"seq":1,"delta":[]}]}',
  ])
    expect([broken, decodeServerMessage(broken)]).toMatchObject([broken, { ok: false }]);
});

test('a review that is not understood is skipped: no edit waits for it', () => {
  const review = { type: 'review', from: 0, to: 1, version: 1, threads: [], suggestions: [], removed: [] };
  expect(decodeServerMessage(JSON.stringify(review))).toEqual({ ok: true, value: review });
  for (const broken of [{ ...review, threads: [{ id: 'x' }] }, { type: 'review' }])
    expect(decodeServerMessage(JSON.stringify(broken))).toEqual({ ok: true, value: null });
});

test('only the known additions of an offer count, each once', () => {
  expect(knownOffers(['collab.v1', 'crowd.v1', 'bearer.x', 'crowd.v1', 'toString', 'CROWD.V1'])).toEqual([
    'crowd.v1',
  ]);
  expect(knownOffers(['collab.v1'])).toEqual([]);
});

test('what a client does after each close', () => {
  expect(Object.values(CLOSE).map(({ code }) => [code, afterClose(code)])).toEqual([
    [4400, 'stop'],
    [4401, 'refresh'],
    [4403, 'stop'],
    [4404, 'stop'],
    [4408, 'reconnect'],
    [4409, 'stop'],
    [4410, 'stop'],
    [4413, 'reconnect'],
    [4429, 'reconnect'],
    [1012, 'reconnect'],
    [1000, 'reconnect'],
  ]);
  expect(afterClose(1006)).toBe('reconnect');
});

test('a client id proves its owner', () => {
  const user = 'abcdefghijklmnopqrstuv';
  expect(ownsClientId(user, newClientId(user))).toBe(true);
  expect(ownsClientId(randomId(), newClientId(user))).toBe(false);
  expect(ownsClientId(user, user)).toBe(false);
});
