import { createExecutionContext, createMessageBatch, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { must } from '../../../src/base/assert.ts';
import { randomId } from '../../../src/base/ids.ts';
import { compose, composeRun } from '../../../src/ot/compose.ts';
import { EMPTY_DOCUMENT } from '../../../src/ot/last-newline.ts';
import type { Delta } from '../../../src/ot/op.ts';
import worker from '../../../src/worker.ts';
import { createDocument, giveRole, ORIGIN, type Person, person } from './api.ts';
import { documentOf, type Stub } from './peer.ts';

/** One operation of a test's history. */
export interface PastOp {
  author: string;
  delta: Delta;
}

/** A document with two authors and a known history. */
export interface Past {
  docId: string;
  stub: Stub;
  /** The owner. */
  ada: Person;
  /** An editor. */
  grace: Person;
  /** The operations, from version 1 on. */
  ops: PastOp[];
}

/** A new, empty document of two authors. From now on only `archive` archives: the queues lose their messages. */
export async function pastOfTwo(): Promise<Past> {
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
  vi.spyOn(env.DOCUMENT_SNAPSHOTS, 'send').mockResolvedValue({} as QueueSendResponse);
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const docId = await createDocument(ada);
  await giveRole(ada, docId, grace, 'editor');
  return { docId, stub: documentOf(docId), ada, grace, ops: [] };
}

/** Writes operations, one frame each, and checkpoints every 1,000 versions as the alarm would. */
export async function write(past: Past, ops: readonly PastOp[]): Promise<void> {
  await runInDurableObject(past.stub, async (instance) => {
    const document = instance as unknown as Stub;
    for (const { author, delta } of ops) {
      const baseVersion = past.ops.length;
      const edited = await document.edit({ userId: author, baseVersion, delta });
      if (!edited.ok) throw new Error(edited.error.message);
      past.ops.push({ author, delta });
      if (past.ops.length % 1_000 === 0) await document.makeCheckpoint();
    }
  });
}

/** The text of a version, from the written operations. */
export function textAt({ ops }: Past, version: number): Delta {
  return compose(EMPTY_DOCUMENT, composeRun(ops.slice(0, version).map(({ delta }) => delta)));
}

/** Archives the log up to the head, and a snapshot of each of these versions, as the queues' messages would. */
export async function archive({ docId, ops }: Past, snapshots: readonly number[] = []): Promise<void> {
  await deliver('document-changes', { docId, from: 0, to: ops.length });
  for (const version of snapshots) await deliver('document-snapshots', { docId, version });
}

async function deliver(queue: string, body: unknown): Promise<void> {
  const message = { id: randomId(), timestamp: new Date(), attempts: 1, body };
  await worker.queue(createMessageBatch(queue, [message]) as MessageBatch, env);
}

/** A request to the Worker with other bindings. */
export async function callWith(
  bindings: Env,
  path: string,
  {
    method = 'GET',
    token,
    body,
    headers = {},
  }: { method?: string; token: string; body?: unknown; headers?: Record<string, string> },
): Promise<Response> {
  const request = new Request(`${ORIGIN}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && {
      body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    }),
  });
  return must(worker.fetch)(request as never, bindings, createExecutionContext());
}
