const counters = new Map<string, number>();

/**
 * Counts one. Counters live as long as the isolate and are its own: a scraper sums over them with `rate`, and a restart
 * shows as a reset. `labels` must be of few values (a route's pattern, never a path).
 */
export function count(name: string, labels: Record<string, string>): void {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  const series = `${name}{${pairs.join(',')}}`;
  counters.set(series, (counters.get(series) ?? 0) + 1);
}

/** Every counter in Prometheus' text format. */
export function prometheusText(): string {
  const series = [...counters].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines: string[] = [];
  let family = '';
  for (const [name, value] of series) {
    const itsFamily = name.slice(0, name.indexOf('{'));
    if (itsFamily !== family) lines.push(`# TYPE ${itsFamily} counter`);
    family = itsFamily;
    lines.push(`${name} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
