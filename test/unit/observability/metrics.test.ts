import { expect, test } from 'vitest';
import { count, observe, prometheusText } from '../../../src/platform/observability/metrics.ts';

test('counters and histograms as Prometheus reads them', () => {
  count('things_total', { kind: 'a"b' });
  count('things_total', { kind: 'a"b' }, 4);
  for (const value of [0.2, 1, 1.5, 99]) observe('lag_seconds', value, [0.5, 1, 10]);
  expect(prometheusText()).toBe(
    [
      '# TYPE things_total counter',
      'things_total{kind="a\\"b"} 5',
      '# TYPE lag_seconds histogram',
      'lag_seconds_bucket{le="0.5"} 1',
      'lag_seconds_bucket{le="1"} 2',
      'lag_seconds_bucket{le="10"} 3',
      'lag_seconds_bucket{le="+Inf"} 4',
      'lag_seconds_sum 101.7',
      'lag_seconds_count 4',
      '',
    ].join('\n'),
  );
});
