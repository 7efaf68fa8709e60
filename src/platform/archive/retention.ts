/** The facts about a snapshot that decide whether it is kept. */
export interface KeptSnapshot {
  version: number;
  /** When its version was committed, ms since 1970. */
  at: number;
  name: string | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Two neighbouring snapshots are at most this many versions apart, so that any version is near to one. */
export const SNAPSHOT_SPACING = 10_000;

/**
 * A Document always keeps this many versions: a client that is further behind catches up from the archive. The
 * archive keeps them for as long, whatever their age, since a Document is rebuilt with them.
 */
export const KEEP_VERSIONS = 6_000;

/**
 * The versions of the snapshots (sorted by version) that may be deleted at `now`: none of the last day, of the last
 * week all but the last of each hour, of the time before all but the last of each day. Never a named one, version 0,
 * the newest, one of `needed` (of which forks begin), or one without which two neighbours would be more than
 * SNAPSHOT_SPACING versions apart. Thinning the result again changes nothing.
 */
export function expendable(
  snapshots: readonly KeptSnapshot[],
  now: number,
  needed: ReadonlySet<number> = new Set(),
): number[] {
  const gone: number[] = [];
  let kept = 0;
  for (const [i, { version, at, name }] of snapshots.entries()) {
    const next = snapshots[i + 1];
    const stays =
      next === undefined ||
      version === 0 ||
      name !== null ||
      needed.has(version) ||
      next.version - kept > SNAPSHOT_SPACING ||
      isLastOfItsTime(at, next.at, now);
    if (stays) kept = version;
    else gone.push(version);
  }
  return gone;
}

function isLastOfItsTime(at: number, next: number, now: number): boolean {
  if (now - at < DAY) return true;
  const unit = now - at < WEEK ? HOUR : DAY;
  return Math.floor(at / unit) !== Math.floor(next / unit);
}
