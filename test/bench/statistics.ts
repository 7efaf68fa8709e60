/** The value below which a share `p` of the (unsorted) values lies; NaN for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** A number for the table, with as many digits as a comparison needs. */
export function show(value: number | undefined, digits = 0): string {
  if (value === undefined || Number.isNaN(value)) return '';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The median of each figure over several runs of one cell. */
export function medians<T extends Record<string, number>>(runs: readonly T[]): T {
  const result: Record<string, number> = {};
  for (const key of Object.keys(runs[0] ?? {}))
    result[key] = median(runs.map((run) => run[key] ?? Number.NaN));
  return result as T;
}
