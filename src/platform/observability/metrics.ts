const counters = new Map<string, number>();

/** Where a histogram's values lie: how many are up to each bound, how many there are, and their sum. */
interface Histogram {
  bounds: readonly number[];
  counts: number[];
  count: number;
  sum: number;
}

const histograms = new Map<string, Histogram>();
const gauges = new Map<string, number>();

/** Seconds, from what nobody notices to what an operator is told of. */
export const SECONDS: readonly number[] = [0.1, 0.5, 1, 2, 3, 5, 10, 30, 60, 300];
/** Versions, or anything else that is counted. */
export const AMOUNTS: readonly number[] = [1, 10, 100, 1_000, 10_000, 100_000];

/**
 * Counts one, or `by`. Counters live as long as the isolate and are its own: a scraper sums over them with `rate`, and a
 * restart shows as a reset. `labels` must be of few values (a route's pattern, never a path).
 */
export function count(name: string, labels: Record<string, string>, by = 1): void {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  const series = `${name}{${pairs.join(',')}}`;
  counters.set(series, (counters.get(series) ?? 0) + by);
}

/** Puts one value into a histogram; `bounds`, ascending, are those of its first call. Lives as long as a counter. */
export function observe(name: string, value: number, bounds: readonly number[]): void {
  let histogram = histograms.get(name);
  if (histogram === undefined) {
    histogram = { bounds, counts: bounds.map(() => 0), count: 0, sum: 0 };
    histograms.set(name, histogram);
  }
  const index = histogram.bounds.findIndex((bound) => value <= bound);
  if (index >= 0) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.count++;
  histogram.sum += value;
}

/** Says how much of something there is now. What another isolate has found is not known here. */
export function gauge(name: string, value: number): void {
  gauges.set(name, value);
}

/** Everything that is counted, in Prometheus' text format. */
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
  for (const [name, value] of [...gauges].sort(([a], [b]) => (a < b ? -1 : 1)))
    lines.push(`# TYPE ${name} gauge`, `${name} ${value}`);
  for (const [name, { bounds, counts, count, sum }] of [...histograms].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(`# TYPE ${name} histogram`);
    let upTo = 0;
    for (const [i, bound] of bounds.entries()) {
      upTo += counts[i] ?? 0;
      lines.push(`${name}_bucket{le="${bound}"} ${upTo}`);
    }
    lines.push(`${name}_bucket{le="+Inf"} ${count}`, `${name}_sum ${sum}`, `${name}_count ${count}`);
  }
  return `${lines.join('\n')}\n`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
