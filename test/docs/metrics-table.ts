import { METRICS } from '../../src/platform/observability/metric-registry.ts';

/** The table of metrics, as Markdown. */
export function metricsTable(): string {
  const rows = Object.entries(METRICS).map(([name, { kind, labels, help }]) => {
    const named = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${kind} | ${named || '–'} | ${help} |`;
  });
  return ['| metric | kind | labels | what it counts |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
