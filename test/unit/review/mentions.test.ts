import { expect, test } from 'vitest';
import { mentionedIn, readableBody } from '../../../src/protocol/mentions.ts';

const [ada, grace] = ['ada_-0123456789A', 'g'.repeat(36)];

test.each([
  ['a mention', `<@${ada}>`, [ada]],
  ['several, in order', `<@${grace}> and <@${ada}>, see above`, [grace, ada]],
  ['each once', `<@${ada}><@${ada}> <@${grace}>`, [ada, grace]],
  ['a mention inside of brackets', `<<@${ada}>>`, [ada]],
  ['a mention after half of one', `<@<@${ada}>`, [ada]],
])('%s', (_, body, ids) => {
  expect(mentionedIn(body)).toEqual(ids);
});

test.each([
  '',
  '@ada',
  '<@>',
  '<@short>',
  `<@${'x'.repeat(15)}>`,
  `<@${'x'.repeat(37)}>`,
  `<@${ada}`,
  `@${ada}>`,
  `< @${ada}>`,
  `<@ ${ada}>`,
  `<@${ada} >`,
  `<@${ada.slice(0, 8)}\n${ada.slice(8)}>`,
  `<@${ada.replace('_', 'é')}>`,
  `&lt;@${ada}&gt;`,
])('what is malformed is plain text: %s', (body) => {
  expect(mentionedIn(body)).toEqual([]);
  expect(readableBody(body, [{ id: ada, name: 'Ada' }])).toBe(body);
});

test('people read names; a name is put in as it is, and one that is unknown stays', () => {
  const mentions = [{ id: ada, name: 'A$& <@b>' }];
  expect(readableBody(`Hello <@${ada}>, <@${ada}> <@${grace}>`, mentions)).toBe(
    `Hello @A$& <@b>, @A$& <@b> <@${grace}>`,
  );
});

test('takes no longer for what nearly mentions', () => {
  const started = performance.now();
  expect(mentionedIn('<@'.repeat(5_000))).toEqual([]);
  expect(mentionedIn(`<@${'x'.repeat(9_990)}`)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(200);
});
