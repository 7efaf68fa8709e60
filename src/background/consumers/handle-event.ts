import { audit } from '../../features/audit/consume.ts';
import { closeEnded } from '../../features/auth/consume.ts';
import { notify } from '../../features/notifications/consume.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Event } from '../../platform/queues/events.ts';
import { mail } from '../letters/consume.ts';

/**
 * Everything that an event brings about. Each part does its own once, however often the event comes; when one fails, the
 * others have been done, and the message comes again. Throws then.
 */
export async function handleEvent(work: Work, event: Event): Promise<void> {
  const outcomes = await Promise.allSettled([
    audit(work, event),
    notify(work, event),
    mail(work, event),
    closeEnded(work, event),
  ]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
