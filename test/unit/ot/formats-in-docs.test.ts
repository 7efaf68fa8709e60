import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { EMBEDS, FORMATS } from '../../../src/ot/formats.ts';

const PROTOCOL = readFileSync(resolve(import.meta.dirname, '../../../docs/protocol.md'), 'utf8');
const PLACES = { text: 'text and embeds', line: 'the newline of a line', image: 'images' };

/** The rows of the table with this head in the protocol's page. */
function rowsUnder(head: string): string[] {
  const [, after = ''] = PROTOCOL.split(`${head}\n`);
  const rows = after.split('\n').slice(1);
  return rows.slice(
    0,
    rows.findIndex((row) => !row.startsWith('|')),
  );
}

test("the protocol's page has the table of formats as it is", () => {
  const rows = [...FORMATS].map(
    ([name, { values, place }]) => `| \`${name}\` | ${values.words} | ${PLACES[place]} |`,
  );
  expect(rowsUnder('| format | value | drawn on |')).toEqual(rows);
});

test("the protocol's page has the table of embeds as it is", () => {
  const rows = [...EMBEDS].map(([type, values]) => `| \`${type}\` | ${values.words} |`);
  expect(rowsUnder('| embed | value |')).toEqual(rows);
});
