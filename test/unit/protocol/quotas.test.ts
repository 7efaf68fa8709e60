import { expect, test } from 'vitest';
import { LIMITS } from '../../../src/protocol/limits.ts';
import { parseQuotas, QUOTAS, quotasOf } from '../../../src/protocol/quotas.ts';

test('without LIMITS the defaults apply; LIMITS overrides what it names', () => {
  expect(parseQuotas('')).toEqual({ quotas: QUOTAS, error: null });
  const { quotas, error } = parseQuotas('{"documentsPerUser": 3}');
  expect(error).toBeNull();
  expect(quotas).toEqual({ ...QUOTAS, documentsPerUser: 3 });
});

test.each([
  ['{', /is not JSON/],
  ['[]', /LIMITS/],
  ['{"documentsPerUser": "3"}', /documentsPerUser/],
  ['{"documentsPerUser": 0}', /documentsPerUser/],
  ['{"documentsPerUser": 1.5}', /documentsPerUser/],
  ['{"documentsPerUsr": 3}', /documentsPerUsr/],
  ['{"guestSharePercent": 101}', /guestSharePercent/],
  ['{"commitMs": 1001}', /commitMs/],
  [`{"documentBytes": ${LIMITS.documentBytes + 1}}`, /documentBytes/],
])('%s overrides nothing, and says why', (text, message) => {
  const { quotas, error } = parseQuotas(text);
  expect(quotas).toEqual(QUOTAS);
  expect(error).toMatch(message);
  expect(quotasOf({ LIMITS: text })).toEqual(QUOTAS);
});
