import { lawTable } from './law-table.ts';
import { metricsTable } from './metrics-table.ts';
import { problemsTable } from './problems-table.ts';

/** A table in a page of the documentation that is generated from code, between two comments with its name. */
interface GeneratedTable {
  page: string;
  name: string;
  source: string;
  table(): string;
}

/** Every generated table. */
export const TABLES: readonly GeneratedTable[] = [
  { page: 'architecture.md', name: 'import law', source: 'test/law/wings.ts', table: lawTable },
  {
    page: 'operations.md',
    name: 'metrics',
    source: 'src/platform/observability/metric-registry.ts',
    table: metricsTable,
  },
  { page: 'rest-api.md', name: 'refusals', source: 'src/protocol/problem-codes.ts', table: problemsTable },
];

/** `text` with the table as the code defines it now. Throws when the page has no place for it. */
export function withTable(text: string, { name, source, table }: GeneratedTable): string {
  const begin = `<!-- The ${name}, from ${source}: npm run docs -->`;
  const end = `<!-- The end of the ${name} -->`;
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`there is no place for the ${name}`);
  return `${text.slice(0, start + begin.length)}\n\n${table()}\n\n${text.slice(stop)}`;
}
