import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TABLES, withTable } from '../docs/tables.ts';

test.each(TABLES.map((table) => [table.name, table] as const))(
  'the documentation shows the %s as the code has it',
  (_, table) => {
    const page = readFileSync(new URL(`../../docs/${table.page}`, import.meta.url), 'utf8');
    expect(withTable(page, table), 'npm run docs writes it').toBe(page);
  },
);

test('a page without a place for its table, or with another one, is seen', () => {
  const [first] = TABLES;
  if (first === undefined) throw new Error('there are no tables');
  expect(() => withTable('# A page', first)).toThrow('there is no place');
  const stale = `<!-- The ${first.name}, from ${first.source}: npm run docs -->\n\n| old |\n\n<!-- The end of the ${first.name} -->`;
  expect(withTable(stale, first)).not.toBe(stale);
});
