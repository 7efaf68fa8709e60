import { useEffect, useMemo } from 'react';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { Base } from './changes-bar.tsx';
import { revisionOf } from './timeline.ts';
import type { Past } from './use-history.ts';

const PREVIOUS = 'previous';
const KEEP = 'keep';

/** A comparison of the shown version with another. */
export interface Compared {
  bases: readonly Base[];
  base: string;
  /** The version compared with; null while unknown, or when there is none. */
  from: number | null;
  choose(id: string): void;
}

/**
 * The versions to compare with: by default the one before the revision of the shown version. `compare` is the version
 * chosen instead; `wanted` says that the result is needed, so that older revisions are loaded for it.
 */
export function useComparison(
  past: Past,
  state: { settled: number | null; compare: number | null; visited: number | null; wanted: boolean },
  onCompare: (version: number | null) => void,
): Compared {
  const { changes } = useMessages().history;
  const { revisions, named, begin, complete, more } = past;
  const { settled, compare, visited, wanted } = state;
  const revision = settled === null ? null : revisionOf(revisions, settled);
  const missing = wanted && compare === null && settled !== null && settled > 0 && revision === null;
  useEffect(() => {
    if (missing && !complete) more();
  }, [missing, complete, more]);

  const bases = useMemo(() => {
    const versions = new Map<number, string>(begin === 0 ? [[0, changes.beginning]] : []);
    for (const { version, name } of named) versions.set(version, name ?? changes.here(version));
    if (visited !== null) versions.set(visited, changes.visit(visited));
    if (compare !== null && !versions.has(compare)) versions.set(compare, changes.here(compare));
    const chosen = [...versions]
      .sort(([a], [b]) => b - a)
      .map(([version, text]) => ({ id: String(version), text }));
    return [{ id: PREVIOUS, text: changes.previous }, ...chosen, { id: KEEP, text: changes.keep }];
  }, [changes, named, begin, visited, compare]);

  return {
    bases,
    base: compare === null ? PREVIOUS : String(compare),
    // Version 0 has no predecessor.
    from: compare ?? revision?.from ?? (settled === 0 ? 0 : null),
    choose: (id) => {
      if (id === PREVIOUS) onCompare(null);
      else onCompare(id === KEEP ? settled : Number(id));
    },
  };
}
