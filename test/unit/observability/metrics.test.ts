import { expect, test } from 'vitest';
import { count, observe, prometheusText } from '../../../src/platform/observability/metrics.ts';

test('writes counters and histograms as Prometheus reads them', () => {
  count('dead_letters_total', { queue: 'a"b' });
  count('dead_letters_total', { queue: 'a"b' }, 4);
  for (const value of [0.2, 1, 1.5, 999]) observe('reconcile_lag_seconds', value);
  const buckets = [0, 1, 2, 3, 3, 3, 3, 3, 3, 3].map((upTo, i) => {
    const bound = [0.1, 0.5, 1, 2, 3, 5, 10, 30, 60, 300][i];
    return `reconcile_lag_seconds_bucket{le="${bound}"} ${upTo}`;
  });
  const lines = prometheusText().split('\n');
  expect(lines.filter((line) => !line.startsWith('# HELP'))).toEqual([
    '# TYPE dead_letters_total counter',
    'dead_letters_total{queue="a\\"b"} 5',
    '# TYPE reconcile_lag_seconds histogram',
    ...buckets,
    'reconcile_lag_seconds_bucket{le="+Inf"} 4',
    'reconcile_lag_seconds_sum 1001.7',
    'reconcile_lag_seconds_count 4',
    '',
  ]);
  expect(lines).toContain(
    '# HELP dead_letters_total Messages that failed too often and wait for an operator.',
  );
});
