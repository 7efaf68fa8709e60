import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { clientMessage, serverMessage } from '../../../src/protocol/messages.ts';
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../../src/protocol/version.ts';

/** The hash of the wire that each version stands for. A change of the wire gets a new version and a new line. */
const WIRE: Record<number, string> = {
  1: '8c41d5b1ae44530f0be5179705ecb567e8af61bb5ff49ab68bf7ca5459982718',
  2: 'ce46308d75574026834616fd34fdfa20b553afe04952b38e89df0df1431fbc82',
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
    'the wire changed: raise PROTOCOL_VERSION, with a line of history, and pin its hash here',
  ).toBe(WIRE[PROTOCOL_VERSION]);
});

test('the hash sees a field that is added', () => {
  const before = z.toJSONSchema(clientMessage, { unrepresentable: 'any' });
  expect(JSON.stringify(before)).toContain('"pending":{"type":"boolean"}');
  expect(JSON.stringify(before)).toContain('"additionalProperties":false');
});
