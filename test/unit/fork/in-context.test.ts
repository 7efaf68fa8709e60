import { expect, test } from 'vitest';
import { inContext } from '../../../src/features/forks/in-context.ts';

const hunk = (index: number, deleted: string, inserted: string, length = deleted.length) => ({
  index,
  length,
  deleted,
  inserted,
});

test('a hunk has what stands around it in its line', () => {
  const text = 'First line.\nThe harbour lay still.\nLast line.\n';
  expect(inContext(hunk(16, 'harbour', 'port'), text)).toEqual({
    ...hunk(16, 'harbour', 'port'),
    before: 'The ',
    after: ' lay still.',
    formatted: '',
  });
  expect(inContext(hunk(11, '\n', ''), text)).toMatchObject({
    before: 'First line.',
    after: 'The harbour lay still.',
  });
  expect(inContext(hunk(0, '', 'X'), text)).toMatchObject({ before: '', after: 'First line.' });
});

test('of a change of formats the text is there', () => {
  expect(inContext(hunk(4, '', '', 3), 'The old town\n')).toMatchObject({
    before: 'The ',
    formatted: 'old',
    after: ' town',
  });
});

test('a long line is cut, and no pair is split', () => {
  const { before, after } = inContext(hunk(201, '', 'X'), `${'😀'.repeat(100)}a${'😀'.repeat(100)}\n`);
  expect([before.length, after.length]).toEqual([79, 80]);
  const cut = inContext(hunk(100, '', 'X'), `${'😀'.repeat(50)}a${'😀'.repeat(50)}\n`);
  expect(cut.before.isWellFormed() && cut.after.isWellFormed()).toBe(true);
  expect([cut.before.length, cut.after.length]).toEqual([80, 79]);
});
