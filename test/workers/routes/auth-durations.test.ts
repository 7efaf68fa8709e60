import { afterAll, beforeAll, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { call } from '../support/api.ts';
import { hashingEveryTime } from '../support/scrypt.ts';

const SAMPLES = 40;

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

// Printed, not asserted: a duration depends on the machine, and a bound would fail by chance.
async function compare(what: string, samples: number, ask: (email: string, i: number) => Promise<Response>) {
  const known: string[] = [];
  for (let i = 0; i < samples / 4; i++) known.push((await account()).email);
  const durations: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const answers = new Set<string>();
  for (let i = 0; i < samples; i++) {
    const pair = [
      ['known', known[i >> 2] as string],
      ['unknown', `nobody-${what}-${i >> 2}@example.com`],
    ] as const;
    // The second request may find warmer caches, so they alternate.
    for (const [kind, email] of i % 2 === 0 ? pair : pair.toReversed()) {
      const begun = performance.now();
      const response = await ask(email, i);
      answers.add(`${response.status} ${await response.text()}`);
      durations[kind].push(performance.now() - begun);
    }
  }
  const [a, b] = [median(durations.known), median(durations.unknown)];
  console.info(
    `${what}: median of ${samples}: known ${a.toFixed(2)} ms, unknown ${b.toFixed(2)} ms, ratio ${(a / b).toFixed(3)}`,
  );
  return answers;
}

let rememberAgain: () => void;
beforeAll(() => {
  rememberAgain = hashingEveryTime();
});
afterAll(() => rememberAgain());

const headers = (i: number) => ({ 'CF-Connecting-IP': `2001:db8:${i.toString(16)}::1` });

test('a forgotten password takes one answer and as long, whether the address is known or not', async () => {
  const answers = await compare('forgot', SAMPLES, (email, i) =>
    call('/v1/auth/password/forgot', { method: 'POST', body: { email }, headers: headers(i) }),
  );
  expect(answers).toEqual(new Set(['202 ']));
}, 120_000);

test('a wrong password takes one answer and as long, whether the address is known or not', async () => {
  const answers = await compare('login', 12, (email, i) =>
    call('/v1/auth/login', {
      method: 'POST',
      body: { email, password: 'not this one' },
      headers: headers(i),
    }),
  );
  expect(answers.size).toBe(1);
}, 120_000);
