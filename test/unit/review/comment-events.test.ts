import { expect, test } from 'vitest';
import { ID_PATTERN } from '../../../src/base/ids.ts';
import { commentEvents, mentionEvents } from '../../../src/content/comment-events.ts';
import type { Comment } from '../../../src/protocol/review.ts';

const id = (name: string) => name.padEnd(22, '0');
const person = (name: string) => ({ id: id(name), name, color: '#112233' });
const document = { id: id('document'), title: 'Plans', ownerId: id('owner') };

function comment(name: string, by: string, body: string | null, mentions: string[] = []): Comment {
  return {
    id: id(name),
    author: person(by),
    body,
    mentions: mentions.map((who) => ({ id: id(who), name: who })),
    at: '2026-01-01T00:00:00.000Z',
    editedAt: null,
  };
}

const about = { id: id('thread'), quote: 'Text', suggesterId: null, takePart: [] };
const discussed = { ...about, takePart: [id('ada'), id('grace')] };

test('the owner, the authors and everyone who was mentioned before take part; the author is not told', () => {
  const said = comment('said', 'bob', 'Well');
  const [event, ...others] = commentEvents({ document, about: discussed, comment: said });
  expect(event).toEqual({
    id: said.id,
    type: 'comment.created',
    docId: document.id,
    title: 'Plans',
    threadId: id('thread'),
    commentId: said.id,
    isReply: true,
    userIds: [id('owner'), id('ada'), id('grace')],
    excerpt: 'Well',
    quote: 'Text',
  });
  expect(others).toEqual([]);
});

test('whom a comment mentions is told of the mention, and not of the comment too', () => {
  const said = comment('said', 'ada', `<@${id('owner')}> <@${id('ada')}> <@${id('eve')}>`, [
    'owner',
    'ada',
    'eve',
  ]);
  const events = commentEvents({ document, about: discussed, comment: said });
  expect(events).toMatchObject([
    { type: 'comment.created', userIds: [id('grace')], excerpt: said.body },
    { type: 'mention.created', userId: id('owner') },
    { type: 'mention.created', userId: id('eve') },
  ]);
  expect(new Set(events.map((event) => event.id)).size).toBe(3);
});

test('the first comment of a thread is no reply', () => {
  const [event] = commentEvents({ document, about, comment: comment('said', 'ada', 'First') });
  expect(event).not.toHaveProperty('isReply');
});

test('no one is told of what the owner writes alone', () => {
  const said = comment('said', 'owner', 'Alone');
  expect(commentEvents({ document, about, comment: said })).toEqual([]);
});

test('ids follow from the comment and the person, so that an edit tells only whom it newly mentions', () => {
  const before = comment('said', 'ada', '', ['grace']);
  const after = comment('said', 'ada', '', ['eve', 'grace']);
  const [grace] = mentionEvents({ document, about, comment: before });
  const [eve, again] = mentionEvents({ document, about, comment: after });
  expect(again).toEqual(grace);
  expect(eve?.id).not.toBe(grace?.id);
  expect(eve?.id).toMatch(ID_PATTERN);
});

test('an excerpt is bounded, and splits no mention', () => {
  for (const kept of [998, 997, 990, 976]) {
    const long = comment('said', 'ada', `${'x'.repeat(kept)}<@${id('eve')}> and more of it`, ['eve']);
    expect(commentEvents({ document, about, comment: long })[0]).toMatchObject({
      excerpt: `${'x'.repeat(kept)}…`,
    });
  }
  const whole = `${'x'.repeat(970)}<@${id('eve')}> and`;
  const cut = comment('said', 'ada', `${whole} so much more`, ['eve']);
  expect(commentEvents({ document, about, comment: cut })[0]).toMatchObject({ excerpt: `${whole}…` });
});

test('an excerpt splits no pair; a deleted body has none', () => {
  const long = comment('said', 'ada', `${'x'.repeat(998)}😀😀`);
  const [event] = commentEvents({ document, about, comment: long });
  expect(event).toMatchObject({ excerpt: `${'x'.repeat(998)}…` });
  const gone = comment('said', 'ada', null);
  expect(commentEvents({ document, about, comment: gone })).toMatchObject([{ excerpt: '' }]);
});
