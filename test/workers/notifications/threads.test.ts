import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import type { Actor, Event } from '../../../src/platform/queues/events.ts';
import { call, expectJson, giveRole, type Person, person, signedIn } from '../support/api.ts';
import { sweep } from '../support/cron.ts';
import { consumeEvents, eventBy, forgetMails, type KeptMail, mailsTo } from '../support/mails.ts';
import { comeAsGuest, setLink, unverifiedPerson } from '../support/sharing.ts';
import { nobodyTold, putPreferences, team, told } from './team.ts';

const MINUTE = 60_000;
// A Monday, 6:50 UTC: ten minutes before every kind of digest.
const MONDAY = Date.UTC(2027, 0, 4, 6, 50);

beforeEach(async () => {
  await nobodyTold();
  await forgetMails();
});

interface Said {
  docId: string;
  threadId: string;
  to: Person;
  at?: number;
  by?: Actor;
}

function mention(by: Person | null, { docId, threadId, to, at = Date.now(), ...change }: Said): Event {
  const facts = {
    docId,
    title: 'Plans',
    threadId,
    excerpt: 'Secret?',
    quote: 'a passage',
  };
  return eventBy(by, { type: 'mention.created', ...facts, userId: to.id }, { at, ...change });
}

function comment(by: Person | null, { to, ...said }: Said): Event {
  const { userId: _, ...facts } = mention(by, { to, ...said }) as Extract<Event, { type: 'mention.created' }>;
  return { ...facts, type: 'comment.created', userIds: [to.id] };
}

function reply(by: Person, said: Said): Event {
  return { ...comment(by, said), isReply: true } as Event;
}

async function digest(at: number): Promise<void> {
  await env.DB.prepare('DELETE FROM event_outbox').run();
  await sweep(at);
}

// The sweep of that Monday has ended their session.
const back = async (of: Person): Promise<Person> => ({ ...of, token: await signedIn(of.id) });

const kinds = (mails: readonly KeptMail[]) => mails.map(({ kind }) => kind);

test('a mail has the comment, the text that it is about, and a link that opens the thread', async () => {
  const { ada, grace, docId } = await team();
  const threadId = randomId();
  await consumeEvents([mention(ada, { docId, threadId, to: grace })]);
  const [mail] = await mailsTo(grace.email);
  expect(mail?.subject).toBe('Ada mentioned you in “Plans”');
  for (const part of [mail?.text, mail?.html]) {
    expect(part).toContain('Secret?');
    expect(part).toContain('About “a passage”:');
    expect(part).toContain(`https://docs.example/d/${docId}?thread=${threadId}`);
  }
  expect((await told(grace)).items).toMatchObject([
    { kind: 'mention', data: { threadId, excerpt: 'Secret?', quote: 'a passage' } },
  ]);
});

test('a reply is told as one, in the app, by mail and in a digest', async () => {
  const { ada, grace, docId } = await team();
  await putPreferences(grace, { items: [{ kind: 'comment', inApp: true, mail: 'now' }], digest: 'hourly' });
  const said = { docId, threadId: randomId(), to: grace, at: MONDAY };
  await consumeEvents([reply(ada, said), reply(ada, said)]);
  const line = 'Ada replied to a comment on “Plans”';
  expect((await mailsTo(grace.email)).map(({ subject }) => subject)).toEqual([line]);
  expect((await told(grace)).items).toMatchObject([{ data: { what: 'reply' } }, { data: { what: 'reply' } }]);
  await digest(MONDAY + 11 * MINUTE);
  const [mail] = await mailsTo(grace.email);
  expect(mail?.kind).toBe('digest');
  expect(mail?.text).toContain(`${line}: Secret?`);
});

test('of one thread a person gets one mail in 10 minutes, the rest in a digest', async () => {
  const { ada, grace, docId } = await team();
  const [threadId, other] = [randomId(), randomId()];
  const at = (minutes: number, thread = threadId) =>
    mention(ada, { docId, threadId: thread, to: grace, at: MONDAY + minutes * MINUTE });
  const third = at(9);
  await consumeEvents([at(0), at(1), third, third]);
  expect(kinds(await mailsTo(grace.email))).toEqual(['mention']);
  await consumeEvents([at(2, other), at(10)]);
  expect(kinds(await mailsTo(grace.email))).toEqual(['mention', 'mention', 'mention']);
  expect((await told(grace)).unread).toBe(5);

  await digest(MONDAY + 11 * MINUTE);
  const [mail] = await mailsTo(grace.email);
  expect(mail).toMatchObject({ kind: 'digest', subject: '2 things have happened at Octavo' });
});

test('what goes into a digest anyway does not delay the mail of a mention', async () => {
  const { ada, grace, docId } = await team();
  const threadId = randomId();
  await consumeEvents([
    comment(ada, { docId, threadId, to: grace }),
    mention(ada, { docId, threadId, to: grace }),
  ]);
  expect(kinds(await mailsTo(grace.email))).toEqual(['mention']);
});

test('who unsubscribes from a digest gets no rest any more, and still the mails at once', async () => {
  const { ada, grace, docId } = await team();
  const threadId = randomId();
  const at = (minutes: number) => mention(ada, { docId, threadId, to: grace, at: MONDAY + minutes * MINUTE });
  await putPreferences(grace, { items: [{ kind: 'comment', inApp: true, mail: 'off' }], digest: 'hourly' });
  await consumeEvents([at(0), at(1)]);
  await digest(MONDAY + 11 * MINUTE);
  const [mail] = await mailsTo(grace.email);
  expect(mail?.kind).toBe('digest');
  const url = new URL(/^<(.*)>$/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '');
  expect(await expectJson(200, url.pathname + url.search)).toMatchObject({ subscribed: true });
  await call(url.pathname + url.search, { method: 'POST' });
  expect(await expectJson(200, url.pathname + url.search)).toMatchObject({ subscribed: false });

  await consumeEvents([at(20), at(21)]);
  await digest(MONDAY + 80 * MINUTE);
  expect(kinds(await mailsTo(grace.email))).toEqual(['mention', 'digest', 'mention']);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM notifications WHERE mail = 'due'").first('n')).toBe(
    0,
  );

  await putPreferences(await back(grace), { items: [], digest: 'hourly' });
  expect(await expectJson(200, url.pathname + url.search)).toMatchObject({ subscribed: true });
});

test('mails of a guest and of an account without a proved address hold nothing of theirs', async () => {
  const { ada, grace, docId } = await team();
  const guest = await comeAsGuest(await setLink(ada, docId, { role: 'commenter' }), 'Buy now');
  const eve = await unverifiedPerson(await person('Cheap pills'));
  await giveRole(ada, docId, eve, 'commenter');
  await forgetMails();
  const ofGuest: Actor = {
    kind: 'guest',
    userId: guest.id,
    credentialId: null,
    address: null,
    userAgent: null,
  };
  await putPreferences(grace, { items: [], digest: 'hourly' });
  for (const [i, by] of [{ by: ofGuest }, {}].entries()) {
    const who = i === 0 ? null : eve;
    const said = { docId, to: grace, at: MONDAY, ...by };
    await consumeEvents([
      mention(who, { ...said, threadId: randomId() }),
      comment(who, { ...said, threadId: randomId() }),
    ]);
  }
  await digest(MONDAY + 11 * MINUTE);
  const mails = await mailsTo(grace.email);
  expect(kinds(mails).sort()).toEqual(['digest', 'mention', 'mention']);
  for (const { subject, text, html, kind } of mails) {
    expect(subject + text + html).not.toMatch(/Secret|passage|Buy|pills/);
    expect(text).toContain(kind === 'digest' ? 'Somebody commented on “Plans”.' : 'Open the document');
  }
  // The app shows both: there no one else chooses whom it reaches.
  const { items } = await told(await back(grace));
  expect(
    items.map(({ actor, data }: { actor: { name: string }; data: { excerpt: string } }) => [
      actor.name,
      data.excerpt,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['Buy now', 'Secret?'],
      ['Cheap pills', 'Secret?'],
    ]),
  );
});

test('who may not read the document gets no mail of what waited for a digest', async () => {
  const { ada, grace, docId } = await team();
  const threadId = randomId();
  const at = (minutes: number) => mention(ada, { docId, threadId, to: grace, at: MONDAY + minutes * MINUTE });
  await consumeEvents([at(0), at(1)]);
  await call(`/v1/docs/${docId}/permissions/${grace.id}`, { method: 'DELETE', token: ada.token });
  await consumeEvents([at(2)]);
  await digest(MONDAY + 11 * MINUTE);
  expect(kinds(await mailsTo(grace.email)).filter((kind) => kind !== 'shared')).toEqual(['mention']);
});
