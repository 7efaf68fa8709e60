import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { clientMessage, serverMessage } from '../../../src/protocol/messages.ts';
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../../src/protocol/version.ts';

/** The hash of the wire that each version stands for, with the additions that its clients need not know. */
const WIRE: Record<number, string> = {
  1: '75f2e7996521b74bcb889fc4bb033a88a11dc1f2f97e7edcda0d921317b795a1',
};

test('the wire is what its version says', () => {
  const schemas = [clientMessage, serverMessage].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: 'any' }),
  );
  const hash = createHash('sha256')
    .update(JSON.stringify([schemas, CLOSE, SUBPROTOCOL]))
    .digest('hex');
  expect(
    hash,
    'the wire changed: say so at PROTOCOL_VERSION, raise it unless old clients may skip the change, pin the hash here',
  ).toBe(WIRE[PROTOCOL_VERSION]);
});

test('the hash sees a field that is added', () => {
  const before = z.toJSONSchema(clientMessage, { unrepresentable: 'any' });
  expect(JSON.stringify(before)).toContain('"pending":{"type":"boolean"}');
  expect(JSON.stringify(before)).toContain('"additionalProperties":false');
});
