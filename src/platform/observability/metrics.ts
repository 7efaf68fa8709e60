import { type LabelsOf, METRICS, type MetricName, type MetricOf } from './metric-registry.ts';

const counters = new Map<string, number>();

/** A histogram: how many values are up to each bound, how many there are, and their sum. */
interface Histogram {
  bounds: readonly number[];
  counts: number[];
  count: number;
  sum: number;
}

const histograms = new Map<MetricOf<'histogram'>, Histogram>();
const gauges = new Map<MetricOf<'gauge'>, number>();

/**
 * Counts one, or `by`. Counters live as long as the isolate and are its own: a scraper sums over them with `rate`, and a
 * restart shows as a reset.
 */
export function count<N extends MetricOf<'counter'>>(name: N, labels: LabelsOf<N>, by = 1): void {
  const pairs = Object.entries<string>(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  const series = `${name}{${pairs.join(',')}}`;
  counters.set(series, (counters.get(series) ?? 0) + by);
}

/** Puts one value into a histogram. Lives as long as a counter. */
export function observe(name: MetricOf<'histogram'>, value: number): void {
  const { bounds } = METRICS[name];
  let histogram = histograms.get(name);
  if (histogram === undefined) {
    histogram = { bounds, counts: bounds.map(() => 0), count: 0, sum: 0 };
    histograms.set(name, histogram);
  }
  const index = bounds.findIndex((bound) => value <= bound);
  if (index >= 0) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.count++;
  histogram.sum += value;
}

/** Sets the current value of a gauge. The values of other isolates are not known here. */
export function gauge(name: MetricOf<'gauge'>, value: number): void {
  gauges.set(name, value);
}

/** All metrics, in Prometheus' text format. */
export function prometheusText(): string {
  const series = [...counters].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines: string[] = [];
  let family = '';
  for (const [name, value] of series) {
    const itsFamily = name.slice(0, name.indexOf('{'));
    if (itsFamily !== family) lines.push(...head(itsFamily as MetricName));
    family = itsFamily;
    lines.push(`${name} ${value}`);
  }
  for (const [name, value] of [...gauges].sort(([a], [b]) => (a < b ? -1 : 1)))
    lines.push(...head(name), `${name} ${value}`);
  for (const [name, { bounds, counts, count, sum }] of [...histograms].sort(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(...head(name));
    let upTo = 0;
    for (const [i, bound] of bounds.entries()) {
      upTo += counts[i] ?? 0;
      lines.push(`${name}_bucket{le="${bound}"} ${upTo}`);
    }
    lines.push(`${name}_bucket{le="+Inf"} ${count}`, `${name}_sum ${sum}`, `${name}_count ${count}`);
  }
  return `${lines.join('\n')}\n`;
}

function head(name: MetricName): string[] {
  const { kind, help } = METRICS[name];
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`];
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
