import { env } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, expectProblem, ORIGIN, type Person, person } from '../support/api.ts';
import { wrapped } from '../support/faults.ts';
import { consumeEvents, eventBy, mailsTo } from '../support/mails.ts';
import { deliver } from '../support/queue.ts';

const PROVIDER = 'https://mail.example/send';

afterEach(() => {
  vi.restoreAllMocks();
});

/** An environment whose mails go to an HTTP provider with the given response; records what it was sent. */
function providerEnv(answer: () => Response | Promise<Response>) {
  const sent: { headers: Headers; body: Record<string, unknown> }[] = [];
  const original = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (String(input) !== PROVIDER) return original(input as RequestInfo, init);
    sent.push({ headers: new Headers(init?.headers), body: JSON.parse(String(init?.body)) });
    return answer();
  });
  const using = {
    ...env,
    ENVIRONMENT: 'production',
    MAIL_HTTP_URL: PROVIDER,
    MAIL_HTTP_TOKEN: 'a-mail-token',
  };
  return { sent, using: using as unknown as Env };
}

const changed = (ada: Person) =>
  eventBy(ada, { type: 'user.password_changed', userId: ada.id, how: 'change' });

async function deadLetters(): Promise<unknown[]> {
  return (await env.DB.prepare('SELECT body FROM dead_letters').all<{ body: string }>()).results.map(
    ({ body }) => JSON.parse(body),
  );
}

test('an HTTP provider is sent one JSON body a mail, with the token and a key for the attempt', async () => {
  const ada = await person();
  const { sent, using } = providerEnv(() => new Response(null, { status: 202 }));
  const event = changed(ada);
  expect(await consumeEvents([event, event], using)).toEqual(['ack', 'ack']);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.headers.get('Authorization')).toBe('Bearer a-mail-token');
  expect(sent[0]?.headers.get('Idempotency-Key')).toContain(event.id);
  expect(sent[0]?.body).toEqual({
    from: 'Octavo <octavo@localhost>',
    to: ada.email,
    subject: 'Your password was changed',
    text: expect.stringContaining('Firefox on Linux'),
    html: expect.stringContaining('<!doctype html>'),
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  expect(await mailsTo(ada.email)).toEqual([]);
});

test.each([500, 503, 429, 408, 302])(
  'a provider that answers %i is asked again, with the same key, until it accepts the mail',
  async (status) => {
    const ada = await person();
    const answers = [status, status, 200];
    const { sent, using } = providerEnv(() => new Response(null, { status: answers.shift() ?? 200 }));
    const event = changed(ada);
    expect(await consumeEvents([event, event, event, event], using)).toEqual([
      'retry',
      'retry',
      'ack',
      'ack',
    ]);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(1);
  },
);

test('a provider that cannot be reached is asked again', async () => {
  const ada = await person();
  let down = true;
  const { sent, using } = providerEnv(() => {
    if (down) throw new TypeError('connection refused');
    return new Response(null, { status: 200 });
  });
  const event = changed(ada);
  expect(await consumeEvents([event], using)).toEqual(['retry']);
  down = false;
  expect(await consumeEvents([event], using)).toEqual(['ack']);
  expect(sent).toHaveLength(2);
});

test('a permanently refused mail is tried once, and kept for an operator to replay', async () => {
  const ada = await person();
  let status = 422;
  const { sent, using } = providerEnv(() => new Response(null, { status }));
  const event = changed(ada);
  expect(await consumeEvents([event], using)).toEqual(['ack']);
  expect(sent).toHaveLength(1);
  const kept = await deadLetters();
  expect(kept).toEqual([event]);
  status = 200;
  const replayed = await deliver('events', kept, { env: using });
  expect(replayed.explicitAcks).toHaveLength(1);
  expect(sent).toHaveLength(2);
});

test('the binding gets the structured mail; a suppressed address is given up, a temporary failure is tried again', async () => {
  const ada = await person();
  const codes = ['E_RATE_LIMIT_EXCEEDED', null];
  const sent: unknown[] = [];
  const using = {
    ...env,
    ENVIRONMENT: 'production',
    EMAIL: wrapped(env.EMAIL, {
      send: async (mail: unknown) => {
        const code = codes.shift();
        if (code) throw Object.assign(new Error('refused'), { code });
        sent.push(mail);
        return { messageId: 'm' };
      },
    }),
  } as unknown as Env;
  const event = changed(ada);
  expect(await consumeEvents([event, event, event], using)).toEqual(['retry', 'ack', 'ack']);
  expect(sent).toEqual([
    expect.objectContaining({
      from: { name: 'Octavo', email: 'octavo@localhost' },
      to: ada.email,
      subject: 'Your password was changed',
      headers: { 'Auto-Submitted': 'auto-generated' },
    }),
  ]);
  codes.push('E_RECIPIENT_SUPPRESSED');
  const before = (await deadLetters()).length;
  expect(await consumeEvents([changed(ada)], using)).toEqual(['ack']);
  expect(await deadLetters()).toHaveLength(before);
});

test.each(['claiming', 'settling'])(
  'D1 that fails while %s a mail: it is sent, and not lost',
  async (moment) => {
    const ada = await person();
    await env.DB.prepare('DELETE FROM dead_letters').run();
    const event = changed(ada);
    // For the notification and for the mail.
    let failures = 2;
    const using = {
      ...env,
      DB: wrapped(env.DB, {
        prepare: (statement: string) => {
          const isEffect = /into "event_effects"/i.test(statement);
          const isSettling = isEffect && /values/i.test(statement);
          if (isEffect && isSettling === (moment === 'settling') && failures-- > 0)
            throw new Error('D1_ERROR: lost');
          return env.DB.prepare(statement);
        },
      }),
    } as Env;
    expect(await consumeEvents([event], using)).toEqual(['retry']);
    expect(await mailsTo(ada.email)).toHaveLength(moment === 'settling' ? 1 : 0);
    if (moment === 'settling') {
      // Whether it was sent is unknown: the claim of the dead claimant passes to the next one after its lease.
      expect(await consumeEvents([event])).toEqual(['retry']);
      await env.DB.prepare('UPDATE event_effects SET created_at = created_at - 30000').run();
    }
    expect(await consumeEvents([event])).toEqual(['ack']);
    expect(await consumeEvents([event])).toEqual(['ack']);
    expect(await mailsTo(ada.email)).toHaveLength(moment === 'settling' ? 2 : 1);
  },
);

test('a mail that fails does not hold up the others of its batch', async () => {
  const [ada, grace] = [await person(), await person('Grace')];
  const { using } = providerEnv(() => new Response(null, { status: 200 }));
  const failing = {
    ...using,
    DB: env.DB,
    get ACCOUNT_KEY() {
      return env.ACCOUNT_KEY;
    },
  } as Env;
  const original = globalThis.fetch;
  vi.mocked(original).mockImplementation(async (_, init) => {
    const { to } = JSON.parse(String(init?.body)) as { to: string };
    return new Response(null, { status: to === ada.email ? 500 : 200 });
  });
  const result = await deliver('events', [changed(ada), changed(grace)], { env: failing });
  expect(result.explicitAcks).toEqual(['m1']);
  expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m0']);
});

test('only a local app shows mails', async () => {
  const response = await call('/v1/dev/mail');
  expect(response.status).toBe(200);
  const { app } = await import('../../../src/app.ts');
  const production = { ...env, ENVIRONMENT: 'production' } as unknown as Env;
  const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined } as never;
  for (const path of ['/v1/dev/mail', '/dev/mail', `/dev/mail?id=${randomId()}`]) {
    const refused = await app.fetch(new Request(`${ORIGIN}${path}`), production, ctx);
    expect(refused.status).toBe(404);
  }
});

test('the page of kept mails runs no script and shows a mail in a frame that may do nothing', async () => {
  const ada = await person('<script>alert(1)</script>');
  await consumeEvents([changed(ada)]);
  const [mail] = await mailsTo(ada.email);
  const list = await call('/dev/mail');
  expect(list.headers.get('Content-Security-Policy')).not.toContain('script-src');
  expect(list.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  const page = await (await call(`/dev/mail?id=${(mail as unknown as { id: string }).id}`)).text();
  expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  expect(page).not.toContain('<script');
  await expectProblem(422, 'invalid_request', '/v1/dev/mail?other=1');
});

test('each page of the Worker names an icon that its own policy allows', async () => {
  for (const path of ['/dev/mail', '/reference']) {
    const page = await call(path);
    expect([path, await page.text()]).toEqual([path, expect.stringContaining('<link rel="icon" href="/')]);
    expect([path, page.headers.get('Content-Security-Policy')]).toEqual([
      path,
      expect.stringContaining("img-src 'self'"),
    ]);
  }
});
