import { PROBLEM_CODES } from '../../src/protocol/problem-codes.ts';

/** The table of refusals, as Markdown, by status. */
export function problemsTable(): string {
  const rows = Object.entries(PROBLEM_CODES).map(
    ([code, { status, means }]) => `| ${[status].flat().join(', ')} | \`${code}\` | ${means} |`,
  );
  return ['| status | `code` | what it means |', '| --- | --- | --- |', ...rows].join('\n');
}
