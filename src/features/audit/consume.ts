import type { Work } from '../../platform/events/work.ts';
import type { Event } from '../../platform/queues/events.ts';
import { audited } from './audited.ts';
import { insertOnce } from './queries.ts';

/** Writes an event into the audit log once, if the log holds events of its type. */
export async function audit({ db }: Work, event: Event): Promise<void> {
  const kept = audited(event);
  if (kept !== null) await insertOnce(db, event, kept);
}
