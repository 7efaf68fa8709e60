import type { z } from 'zod';
import { archiveSnapshot } from '../../archiving/archive-snapshot.ts';
import { reconcile } from '../../archiving/reconcile.ts';
import { documentStub } from '../../content/stub.ts';
import { archivesOf, workOnFile } from '../../features/imports/work-on-file.ts';
import { findDocument } from '../../platform/db/documents.ts';
import { backgroundDeps, type Deps } from '../../platform/events/deps.ts';
import type { Work } from '../../platform/events/work.ts';
import { count } from '../../platform/observability/metrics.ts';
import { event } from '../../platform/queues/events.ts';
import { documentChange, documentImport, documentSnapshot } from '../../platform/queues/messages.ts';
import { DEAD_SUFFIX, queueOf } from '../../platform/queues/queue-names.ts';
import { keepDeadLetter } from './dead-letters.ts';
import { handleEvent } from './handle-event.ts';

/** The work for one or more messages of a batch, which are settled together. */
interface Task {
  messages: Message[];
  run(): Promise<void>;
}

// A consumer mostly waits for other services.
const AT_ONCE = 4;
// Each of these holds a whole text, or an archive.
const ONE_BY_ONE: ReadonlySet<string> = new Set(['document-snapshots', 'document-imports']);
const LONGEST_DELAY_SECONDS = 300;
// A dead-letter queue has no successor: with 100 tries, its messages outlast days without a database.
const LONGEST_DEAD_DELAY_SECONDS = 3_600;

/**
 * Handles a batch of any of our queues. The messages of one document are one piece of work and settled together; every
 * other message is settled by itself. A message that fails, or that no consumer understands, is retried and finally
 * goes to the dead-letter queue, without affecting any other.
 */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const deps = backgroundDeps(env, { queue: batch.queue });
  const tasks = tasksOf(batch, deps);
  const next = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift())
      await handle(task, batch.queue, deps);
  };
  const atOnce = ONE_BY_ONE.has(queueOf(batch.queue)) ? 1 : AT_ONCE;
  await Promise.all(Array.from({ length: atOnce }, next));
  await deps.deferred();
}

function tasksOf(batch: MessageBatch, deps: Deps): Task[] {
  const queue = queueOf(batch.queue);
  if (queue.endsWith(DEAD_SUFFIX)) {
    const meant = queue.slice(0, -DEAD_SUFFIX.length);
    return batch.messages.map((message) => ({
      messages: [message],
      run: () => keepDeadLetter(deps, meant, message),
    }));
  }
  switch (queue) {
    case 'document-changes':
      return byDocument(batch.messages, documentChange, async (docId) => {
        await reconcile(deps, docId);
      });
    case 'document-snapshots':
      return byDocument(batch.messages, documentSnapshot, (docId, messages) =>
        snapshot(deps, docId, Math.max(...messages.map(({ version }) => version))),
      );
    case 'document-imports': {
      const archives = archivesOf(deps);
      return batch.messages.map((message) => ({
        messages: [message],
        run: () => workOnFile(deps, parse(documentImport, message.body), { holder: message.id, archives }),
      }));
    }
    case 'events':
      return batch.messages.map((message) => ({
        messages: [message],
        run: () => handleEvent(deps, parse(event, message.body), message),
      }));
    default:
      return batch.messages.map((message) => ({
        messages: [message],
        run: () => Promise.reject(new Error(`No consumer for the queue ${queue}`)),
      }));
  }
}

function byDocument<T extends { docId: string }>(
  messages: readonly Message[],
  schema: z.ZodType<T>,
  run: (docId: string, bodies: T[]) => Promise<void>,
): Task[] {
  const tasks: Task[] = [];
  const known = new Map<string, { messages: Message[]; bodies: T[] }>();
  for (const message of messages) {
    const parsed = schema.safeParse(message.body);
    if (!parsed.success) {
      tasks.push({ messages: [message], run: async () => void parse(schema, message.body) });
      continue;
    }
    const { docId } = parsed.data;
    const others = known.get(docId);
    if (others !== undefined) {
      others.messages.push(message);
      others.bodies.push(parsed.data);
      continue;
    }
    const group = { messages: [message], bodies: [parsed.data] };
    known.set(docId, group);
    tasks.push({ messages: group.messages, run: () => run(docId, group.bodies) });
  }
  return tasks;
}

async function handle({ messages, run }: Task, queue: string, { log }: Work): Promise<void> {
  try {
    await run();
    for (const message of messages) message.ack();
    count('queue_messages_total', { queue, outcome: 'ack' }, messages.length);
  } catch (error) {
    const longest = queueOf(queue).endsWith(DEAD_SUFFIX) ? LONGEST_DEAD_DELAY_SECONDS : LONGEST_DELAY_SECONDS;
    for (const message of messages) {
      log.error('message failed', { id: message.id, attempts: message.attempts, error: String(error) });
      message.retry({ delaySeconds: Math.min(2 ** message.attempts, longest) });
    }
    count('queue_messages_total', { queue, outcome: 'retry' }, messages.length);
  }
}

/** Archives the newest checkpoint, which may be newer than the one that the message is about. */
async function snapshot(work: Work, docId: string, version: number): Promise<void> {
  const document = await findDocument(work.db, docId);
  if (document === undefined) {
    work.log.warn('a snapshot of a document that has no row', { docId });
    return;
  }
  const stub = documentStub(work.env, document);
  const status = await stub.status();
  if (!status.ok) throw new Error(`the Document of ${docId} answers ${status.error.code}`);
  const { checkpointVersion } = status.value;
  const archived = await archiveSnapshot(work, document, Math.max(version, checkpointVersion));
  // A retry would give the same result: a recovery removed the version, or an operator is needed.
  if (!archived.ok)
    work.log.warn('a snapshot is not archived', { docId, version, reason: archived.error.code });
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Error(`unknown message: ${parsed.error.issues[0]?.message ?? 'invalid'}`);
  return parsed.data;
}
