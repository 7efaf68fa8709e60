import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { clientMessage, serverMessage } from '../../../src/protocol/messages.ts';
import { OFFERS } from '../../../src/protocol/offers.ts';
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../../src/protocol/version.ts';

/** The hash of the wire of each version, with the additions that its clients need not know. */
const WIRE: Record<number, string> = {
  1: 'd227b0377211bc8a4807ec9f92ca64c7ad58e6a6014a49af1b5d626223c42d70',
};

test('the wire matches its version', () => {
  const schemas = [clientMessage, serverMessage].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: 'any' }),
  );
  const hash = createHash('sha256')
    .update(JSON.stringify([schemas, CLOSE, SUBPROTOCOL, OFFERS]))
    .digest('hex');
  expect(
    hash,
    'the wire changed: say so at PROTOCOL_VERSION, give what is new a name in OFFERS and send it to who offers that, pin the hash here',
  ).toBe(WIRE[PROTOCOL_VERSION]);
});

test('the hash changes with an added field, and messages of clients are read strictly', () => {
  const told = JSON.stringify(z.toJSONSchema(serverMessage, { unrepresentable: 'any' }));
  expect(told).toContain('"snapshot":{"type":"integer","minimum":0');
  const before = z.toJSONSchema(clientMessage, { unrepresentable: 'any' });
  expect(JSON.stringify(before)).toContain('"pending":{"type":"boolean"}');
  expect(JSON.stringify(before)).toContain('"additionalProperties":false');
});
