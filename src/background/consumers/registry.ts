import { AUDITED } from '../../features/audit/audited.ts';
import { audit } from '../../features/audit/consume.ts';
import { closeEnded } from '../../features/auth/consume.ts';
import { notify } from '../../features/notifications/consume.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Event, EventType } from '../../platform/queues/events.ts';
import { mail } from '../letters/consume.ts';

/** One effect of events. `run` does its work once, however often the event arrives; it throws to be retried. */
export interface EventConsumer {
  /** Its name in metrics, in logs, and in the notes of D1 that it is done with an event. */
  name: string;
  takes(type: EventType): boolean;
  run(deps: Deps, event: Event): Promise<void>;
}

/** Every consumer of the queue `events`. A new one is one more row; each is retried alone. */
export const EVENT_CONSUMERS: readonly EventConsumer[] = [
  { name: 'audit', takes: (type) => AUDITED[type], run: audit },
  { name: 'notifications', takes: () => true, run: notify },
  { name: 'letters', takes: () => true, run: mail },
  {
    name: 'sessions',
    takes: (type) => type === 'user.sessions_ended' || type === 'user.token_deleted',
    run: closeEnded,
  },
];
