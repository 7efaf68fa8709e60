import { env } from 'cloudflare:workers';
import { randomId } from '../../../src/base/ids.ts';
import type { Actor, Event, EventBody } from '../../../src/platform/queues/events.ts';
import { expectJson, type Person } from './api.ts';
import { deliver } from './queue.ts';

/** A mail as it was kept. */
export interface KeptMail {
  kind: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** The mails to an address, newest first. */
export async function mailsTo(address: string): Promise<KeptMail[]> {
  return (await expectJson(200, `/v1/dev/mail?to=${encodeURIComponent(address)}`)).items;
}

/** Deletes all kept mails. */
export async function forgetMails(): Promise<void> {
  for (;;) {
    const { objects } = await env.ARCHIVE.list({ prefix: 'local-mail/' });
    if (objects.length === 0) return;
    await env.ARCHIVE.delete(objects.map(({ key }) => key));
  }
}

/** An event as a request of this person would publish it. */
export function eventBy(
  person: Person | null,
  body: EventBody,
  change: Partial<Event> & { by?: Actor } = {},
): Event {
  const by: Actor = {
    kind: person === null ? 'anonymous' : 'person',
    userId: person?.id ?? null,
    credentialId: null,
    address: '192.0.2.1',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
  return { ...body, id: randomId(), at: Date.now(), by, ...change } as Event;
}

/** Delivers events to their consumer one by one; returns which were acknowledged. */
export async function consumeEvents(events: readonly Event[], using?: Env): Promise<('ack' | 'retry')[]> {
  const outcomes: ('ack' | 'retry')[] = [];
  for (const event of events) {
    const { explicitAcks } = await deliver('events', [event], using === undefined ? {} : { env: using });
    outcomes.push(explicitAcks.length === 1 ? 'ack' : 'retry');
  }
  return outcomes;
}

/** The address of a mail's button. */
export function linkIn(mail: KeptMail): URL {
  const found = /https:\/\/\S+/.exec(mail.text)?.[0];
  if (found === undefined) throw new Error(`no link in: ${mail.text}`);
  return new URL(found);
}
