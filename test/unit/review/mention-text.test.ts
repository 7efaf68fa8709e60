import { expect, test } from 'vitest';
import { piecesOf, toBody } from '../../../web/app/document/review/mention-text.ts';
import { matching, mentionAt } from '../../../web/editor/mentions/typed-mention.ts';

const ANN = { id: 'a'.repeat(22), name: 'Ann' };
const ANNA = { id: 'b'.repeat(22), name: 'Anna Bell' };

test('a chosen name becomes a mention, the longest that fits, and other words stay', () => {
  expect(toBody('Ask @Anna Bell, not @Ann or @Anne', [ANN, ANNA])).toBe(
    `Ask <@${ANNA.id}>, not <@${ANN.id}> or @Anne`,
  );
  expect(toBody(' @Ann ', [])).toBe('@Ann');
});

test('a body falls into text and mentions; what mentions no known person is text', () => {
  const stranger = `<@${'c'.repeat(22)}>`;
  expect(piecesOf(`Ask <@${ANN.id}> or ${stranger}.`, [ANN])).toEqual(['Ask ', ANN, ` or ${stranger}.`]);
  expect(piecesOf(`<@${ANN.id}>`, [ANN])).toEqual([ANN]);
});

test('what is typed after @ is a query, also with a space, and an address is none', () => {
  expect(mentionAt('Ask @an', 7)).toEqual({ from: 4, query: 'an' });
  expect(mentionAt('@', 1)).toEqual({ from: 0, query: '' });
  expect(mentionAt('Ask @Anna B', 11)).toEqual({ from: 4, query: 'Anna B' });
  expect(mentionAt('Ask @an and', 4)).toBeNull();
  expect(mentionAt('ann@example.org', 9)).toBeNull();
  expect(mentionAt('@ no', 4)).toBeNull();
});

test('people are found by the beginning of their name or of a word of it', () => {
  expect(matching([ANN, ANNA], 'AN')).toEqual([ANN, ANNA]);
  expect(matching([ANN, ANNA], 'be')).toEqual([ANNA]);
  expect(matching([ANN, ANNA], 'anna b')).toEqual([ANNA]);
});
