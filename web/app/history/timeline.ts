import type { Revision, Snapshot } from '../../api/history.ts';

/** An entry of the list of versions. */
export type TimelineEntry =
  | { kind: 'revision'; key: string; version: number; at: string; revision: Revision }
  | { kind: 'named'; key: string; version: number; at: string; name: string };

/** The entries of one day, newest first. */
export interface TimelineDay {
  /** The day in the reader's time zone, as YYYY-MM-DD. */
  day: string;
  entries: TimelineEntry[];
}

/** The revision that contains `version`; null when it is not among these. */
export function revisionOf(revisions: readonly Revision[], version: number): Revision | null {
  return revisions.find((revision) => holds(revision, version)) ?? null;
}

/** The entry named at exactly this version, else the revision that contains it; null for neither. */
export function entryOf(entries: readonly TimelineEntry[], version: number): TimelineEntry | null {
  const exact = entries.find((entry) => entry.kind === 'named' && entry.version === version);
  return (
    exact ?? entries.find((entry) => entry.kind === 'revision' && holds(entry.revision, version)) ?? null
  );
}

/**
 * Revisions (newest first) and named versions as one list by day. Named versions older than all these revisions are
 * left out until their surrounding revisions are loaded; `complete` says that no more will come.
 */
export function timelineDays(
  revisions: readonly Revision[],
  named: readonly Snapshot[],
  complete: boolean,
): TimelineDay[] {
  const oldest = revisions.at(-1)?.from ?? 0;
  const entries: TimelineEntry[] = revisions.map((revision) => ({
    kind: 'revision',
    key: `r${revision.from}`,
    version: revision.to,
    at: revision.endedAt,
    revision,
  }));
  for (const { version, name, at } of named) {
    if (name === null || (!complete && version <= oldest)) continue;
    entries.push({ kind: 'named', key: `n${version}`, version, at, name });
  }
  // At the same version, the name comes before the revision that ends there.
  entries.sort((a, b) => b.version - a.version || (a.kind === 'named' ? -1 : 1));
  const days: TimelineDay[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return merged(days);
}

// A name inside a revision that passed midnight would otherwise split its day in two.
function merged(days: readonly TimelineDay[]): TimelineDay[] {
  const byDay = new Map<string, TimelineDay>();
  for (const { day, entries } of days) {
    const known = byDay.get(day);
    if (known) known.entries.push(...entries);
    else byDay.set(day, { day, entries: [...entries] });
  }
  return [...byDay.values()];
}

function dayOf(iso: string): string {
  const time = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function holds({ from, to }: Revision, version: number): boolean {
  return version > from && version <= to;
}
