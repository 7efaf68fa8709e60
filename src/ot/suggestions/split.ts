import { compose } from '../compose.ts';
import type { Delta } from '../op.ts';
import { transformAfter, transformBefore } from '../transform.ts';
import { hunkDeltas } from './hunks.ts';
import { rebaseSuggestion } from './rebase.ts';

/**
 * Splits a suggestion by its chosen hunks (indices into `hunksOf`) into what is decided, and the rest, which applies
 * after it. `frames` came after the text of `delta`; both parts are on the text after them. What is left keeps its
 * side of what is decided, even where the text between them is gone by now.
 */
export function splitSuggestion(
  delta: Delta,
  chosen: ReadonlySet<number>,
  frames: readonly (readonly Delta[])[] = [],
): { decided: Delta; rest: Delta } {
  const groups = groupsOf(hunkDeltas(delta), chosen).map(({ isChosen, hunks }) => ({
    isChosen,
    delta: rebaseSuggestion(sideBySide(hunks), frames) ?? [],
  }));
  const of = (isWanted: (index: number) => boolean): Delta =>
    sideBySide(groups.filter((group, i) => group.isChosen && isWanted(i)).map((group) => group.delta));
  const rest = groups.flatMap((group, i) => {
    if (group.isChosen) return [];
    const left = of((other) => other < i);
    const right = transformAfter(
      of((other) => other > i),
      left,
    );
    return [transformBefore(transformAfter(group.delta, left), right)];
  });
  return { decided: of(() => true), rest: sideBySide(rest) };
}

// Neighbours that share a decision move together.
function groupsOf(
  hunks: readonly Delta[],
  chosen: ReadonlySet<number>,
): { isChosen: boolean; hunks: Delta[] }[] {
  const groups: { isChosen: boolean; hunks: Delta[] }[] = [];
  hunks.forEach((hunk, i) => {
    const last = groups[groups.length - 1];
    if (last?.isChosen === chosen.has(i)) last.hunks.push(hunk);
    else groups.push({ isChosen: chosen.has(i), hunks: [hunk] });
  });
  return groups;
}

/** Changes of one text, from left to right, as one change. */
function sideBySide(deltas: readonly Delta[]): Delta {
  return deltas.reduce((all, next) => compose(all, transformAfter(next, all)), []);
}
