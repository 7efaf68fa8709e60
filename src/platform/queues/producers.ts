import { withTimeout } from '../observability/timeout.ts';
import type { Event } from './events.ts';
import type { DocumentChange, DocumentImport, DocumentSnapshot } from './messages.ts';

// A queue that does not answer counts as down: the sender goes on with other work, and sends again.
const ANSWER_MS = 10_000;

type Queues = Pick<Env, 'DOCUMENT_CHANGES' | 'DOCUMENT_SNAPSHOTS' | 'DOCUMENT_IMPORTS' | 'EVENTS'>;

/** Nudges the reconciler. The Document knows what it owes, so a lost message costs only time. */
export async function sendDocumentChange(
  queues: Pick<Queues, 'DOCUMENT_CHANGES'>,
  message: DocumentChange,
): Promise<void> {
  await withTimeout(queues.DOCUMENT_CHANGES.send(message), ANSWER_MS);
}

/** Asks for a checkpoint to be archived. */
export async function sendDocumentSnapshot(
  queues: Pick<Queues, 'DOCUMENT_SNAPSHOTS'>,
  message: DocumentSnapshot,
): Promise<void> {
  await withTimeout(queues.DOCUMENT_SNAPSHOTS.send(message), ANSWER_MS);
}

// As many as a queue takes at once.
const BATCH = 100;

/** Asks for files of an import to become documents. D1 has the truth: a message that comes twice changes nothing. */
export async function sendDocumentImports(
  queues: Pick<Queues, 'DOCUMENT_IMPORTS'>,
  importId: string,
  numbers: readonly number[],
): Promise<void> {
  for (let at = 0; at < numbers.length; at += BATCH) {
    const bodies = numbers.slice(at, at + BATCH).map((number): DocumentImport => ({ importId, number }));
    await withTimeout(queues.DOCUMENT_IMPORTS.sendBatch(bodies.map((body) => ({ body }))), ANSWER_MS);
  }
}

/** Publishes at most 100 events. */
export async function sendEvents(queues: Pick<Queues, 'EVENTS'>, events: readonly Event[]): Promise<void> {
  await withTimeout(queues.EVENTS.sendBatch(events.map((body) => ({ body }))), ANSWER_MS);
}

/** The queue of this name (without the environment's suffix); null for an unknown one. */
export function producerOf(queues: Queues, name: string): Queue<unknown> | null {
  switch (name) {
    case 'document-changes':
      return queues.DOCUMENT_CHANGES;
    case 'document-snapshots':
      return queues.DOCUMENT_SNAPSHOTS;
    case 'document-imports':
      return queues.DOCUMENT_IMPORTS;
    case 'events':
      return queues.EVENTS;
    default:
      return null;
  }
}
