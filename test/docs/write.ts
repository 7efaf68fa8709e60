// npm run docs: writes the documentation's generated tables.
import { readFileSync, writeFileSync } from 'node:fs';
import { TABLES, withTable } from './tables.ts';

for (const table of TABLES) {
  const file = new URL(`../../docs/${table.page}`, import.meta.url);
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), table));
}
