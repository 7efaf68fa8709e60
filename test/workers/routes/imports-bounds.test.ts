import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { app } from '../../../src/app.ts';
import { writeDocx } from '../../../src/formats/docx/write.ts';
import {
  call,
  createDocument,
  expectJson,
  expectProblem,
  type Json,
  ORIGIN,
  person,
} from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { faultyEnv } from '../support/faulty-env.ts';
import { callWith } from '../support/history.ts';
import { importOf } from '../support/imports.ts';
import { tokenOf } from '../support/proposed.ts';
import { comeAsGuest, setLink } from '../support/sharing.ts';

const PATH = '/v1/docs/import';
test('a second import waits its turn: 503 with Retry-After', async () => {
  const ada = await person();
  const requests = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => importOf(ada.token, { name: `${name}.md`, content: name })),
  );
  const answers = await Promise.all(requests.map((request) => call(PATH, request)));
  const done = answers.filter(({ status }) => status === 201);
  const busy = answers.filter(({ status }) => status === 503);
  expect([done.length >= 1, busy.length >= 1, done.length + busy.length]).toEqual([true, true, 4]);
  const [refused] = busy as [Response];
  expect(refused.headers.get('Retry-After')).toBe('2');
  expect(((await refused.json()) as Json).code).toBe('import_busy');
});

test('an Idempotency-Key counts the file, not the boundary of its form', async () => {
  const ada = await person();
  const send = async (content: string) =>
    call(PATH, await importOf(ada.token, { name: 'a.md', content }, { headers: { 'Idempotency-Key': 'k' } }));
  const first = await send('one');
  const again = await send('one');
  expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
  expect(await again.json()).toEqual(await first.json());
  const other = await send('two');
  expect([other.status, ((await other.json()) as Json).code]).toEqual([422, 'idempotency_key_reused']);
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toHaveLength(1);
});

test('a token needs what creating needs', async () => {
  const ada = await person();
  const file = { name: 'a.md', content: 'a' };
  const reader = await tokenOf(ada, 'docs:read');
  const writer = await tokenOf(ada, 'docs:write');
  await expectProblem(403, 'insufficient_scope', PATH, await importOf(reader.token, file));
  await expectJson(201, PATH, await importOf(writer.token, file));
});

test('a guest is refused before the form is read', async () => {
  const ada = await person();
  const guest = await comeAsGuest(await setLink(ada, await createDocument(ada), { role: 'editor' }));
  const body = new TextEncoder().encode('a');
  const headers = { 'Content-Type': 'text/plain' };
  await expectProblem(403, 'person_needed', PATH, { method: 'POST', token: guest.token, body, headers });
});

test('senders who drip hold no place for long', async () => {
  const ada = await person();
  const { headers } = await importOf(ada.token, { name: 'a.md', content: 'a' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    const drip = () => {
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          controller.enqueue(new Uint8Array(1));
          await new Promise((resolve) => setTimeout(resolve, 4_000));
        },
      });
      const request = new Request(`${ORIGIN}${PATH}`, {
        method: 'POST',
        headers: { ...headers, Authorization: `Bearer ${ada.token}` },
        body,
      });
      const context = createExecutionContext();
      return Promise.resolve(app.fetch(request, env, context));
    };
    const slow = [drip(), drip(), drip()];
    const other = await importOf(ada.token, { name: 'a.md', content: 'a' });
    // Real work, and not the clock, brings them to their places.
    await vi.waitFor(() => expectProblem(503, 'import_busy', PATH, other));
    await vi.advanceTimersByTimeAsync(30_000);
    const answers = await Promise.all(slow);
    expect(answers.map(({ status }) => status)).toEqual([408, 408, 408]);
    await expectJson(201, PATH, other);
  } finally {
    vi.useRealTimers();
  }
});

test('a Worker that dies between a text and its comments leaves nothing that anyone can see', async () => {
  const ada = await person();
  const { bytes: content } = writeDocx({
    document: [{ insert: 'The quick fox\n' }],
    title: 'Report',
    images: new Map(),
    threads: [
      { index: 4, length: 5, isResolved: false, comments: [{ author: 'Grace', date: null, body: 'Slow?' }] },
    ],
    suggestions: [],
  });
  const request = await importOf(ada.token, { name: 'a.docx', content });
  const dying = faultyEnv({ documents: () => ({ bringThreads: () => Promise.reject(new Error('gone')) }) });
  expect((await callWith(dying, PATH, request)).status).toBe(503);
  expect((await expectJson(200, '/v1/docs', { token: ada.token })).items).toEqual([]);
  const owed = () =>
    env.DB.prepare(
      `SELECT doc_id FROM erasures WHERE reason = 'creation' ORDER BY due_at DESC LIMIT 1`,
    ).all();
  const [{ doc_id: docId }] = (await owed()).results as [{ doc_id: string }];
  expect((await env.DOCUMENT.getByName(docId).head()).ok).toBe(true);
  await sweep(Date.now() + 1_000);
  expect((await env.DOCUMENT.getByName(docId).head()).ok).toBe(false);
});
