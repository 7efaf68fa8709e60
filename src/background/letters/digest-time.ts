import type { DigestInterval } from '../../features/notifications/kinds.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

// A digest goes out at the start of an hour, at 7:00 UTC, or at 7:00 UTC on Mondays (1970 began on a Thursday).
const PERIODS: Record<DigestInterval, { length: number; from: number }> = {
  hourly: { length: HOUR, from: 0 },
  daily: { length: DAY, from: 7 * HOUR },
  weekly: { length: 7 * DAY, from: 4 * DAY + 7 * HOUR },
};

/**
 * Whether notifications that have waited since `since` must be mailed at `now` (both ms since 1970): when a new
 * period has begun. So there is at most one digest a period, and no state of the last one is needed.
 */
export function isDigestDue(interval: DigestInterval, since: number, now: number): boolean {
  const { length, from } = PERIODS[interval];
  return Math.floor((now - from) / length) > Math.floor((since - from) / length);
}
