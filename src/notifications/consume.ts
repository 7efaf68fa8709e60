import type { Event } from '../queues/events.ts';
import type { Work } from '../queues/work.ts';

/** Notifies in the app whom an event concerns, once. */
export async function notify(_work: Work, _event: Event): Promise<void> {}
