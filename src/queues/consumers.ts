import type { z } from 'zod';
import { snapshotKey } from '../archive/keys.ts';
import { fromDocument } from '../archive/routes.ts';
import { type Database, database } from '../db/database.ts';
import { findDocument, recordHead, recordSnapshot } from '../db/documents.ts';
import { documentStub } from '../documents/stub.ts';
import { type Logger, logger } from '../observability/logger.ts';
import { count } from '../observability/metrics.ts';
import {
  type DocumentChange,
  type DocumentSnapshot,
  documentChange,
  documentSnapshot,
  event,
} from './messages.ts';

interface Work {
  env: Env;
  db: Database;
  log: Logger;
}

/**
 * Takes a batch of any of our queues. Each message is settled by itself: one that fails, or that nobody understands,
 * is retried and in the end lies in the dead-letter queue, and takes no other with it.
 */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const work = { env, db: database(env.DB), log: logger({ queue: batch.queue }) };
  for (const message of batch.messages) {
    try {
      await handle(batch.queue, message.body, work);
      message.ack();
      count('queue_messages_total', { queue: batch.queue, outcome: 'ack' });
    } catch (error) {
      work.log.error('message failed', { id: message.id, attempts: message.attempts, error: String(error) });
      message.retry({ delaySeconds: Math.min(2 ** message.attempts, 300) });
      count('queue_messages_total', { queue: batch.queue, outcome: 'retry' });
    }
  }
}

async function handle(queue: string, body: unknown, work: Work): Promise<void> {
  switch (baseName(queue)) {
    case 'document-changes':
      return reconcile(parse(documentChange, body), work);
    case 'document-snapshots':
      return archiveSnapshot(parse(documentSnapshot, body), work);
    case 'events':
      work.log.info('event', { type: parse(event, body).type });
      return;
    default:
      throw new Error(`No consumer for the queue ${queue}`);
  }
}

/**
 * Brings D1 up to the Document's head. It asks the Document and does not believe the message, so messages may come
 * twice, late and in any order; and it answers with the version that D1 now has, never with the message's.
 */
async function reconcile({ docId }: DocumentChange, { env, db, log }: Work): Promise<void> {
  const document = await findDocument(db, docId);
  if (!document) {
    // Created in the Document, but its row never came: nobody can ask for it.
    log.warn('a change of a document that has no row', { docId });
    return;
  }
  const stub = documentStub(env, document);
  const head = await stub.head();
  if (!head.ok) throw new Error(`the Document of ${docId} answers ${head.error.code}`);
  const { version, length, updatedAt } = head.value;
  await recordHead(db, docId, { version, length, updatedAt: Date.parse(updatedAt) });
  await stub.acknowledge({ version, snapshot: 0 });
}

async function archiveSnapshot({ docId, version }: DocumentSnapshot, { env, db, log }: Work): Promise<void> {
  const document = await findDocument(db, docId);
  if (!document) {
    log.warn('a snapshot of a document that has no row', { docId });
    return;
  }
  const body = await fromDocument(env, document, version);
  const httpMetadata = { contentType: 'application/json' };
  // A version's snapshot never changes, so the first one stays; null (it is there) is as good.
  await env.ARCHIVE.put(snapshotKey(docId, version), body, {
    httpMetadata,
    onlyIf: { etagDoesNotMatch: '*' },
  });
  await recordSnapshot(db, docId, version);
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Error(`unknown message: ${parsed.error.issues[0]?.message ?? 'invalid'}`);
  return parsed.data;
}

// Each environment and each preview has its own queues, named by a suffix.
function baseName(queue: string): string {
  return queue.replace(/-(staging|production|pr-\d+)$/, '');
}
