import type { Range } from '../../../../src/ot/op.ts';
import type { ShownHunk } from '../../../collab/index.ts';
import type { Highlight } from '../../../editor/highlights/highlights.ts';
import type { Stretch } from '../../../editor/highlights/text-in-view.ts';

/** What is placed: a thread, the one that is being begun, or an open suggestion. */
export interface Item {
  id: string;
  tone: 'thread' | 'active' | 'draft' | 'suggestion' | 'active-suggestion';
}

/** A part of the text that a press is on: a thread, or a hunk of a suggestion. */
export interface Pressed {
  id: string;
  hunk: number | null;
}

/** Where the items are, in what the editor shows. */
export interface Whereabouts {
  ranges: ReadonlyMap<string, Range | null>;
  draft: Range | null;
  hunks(id: string): readonly ShownHunk[];
  /** The hunk that the card of an active suggestion stands beside. */
  anchor: Pressed | null;
}

/** The parts of the text near the window that are marked or measured, in its order, and the items about the whole document. */
export interface MarkedParts {
  shown: Highlight[];
  whole: string[];
}

/** Where items have their cards, and what is drawn of them, given the stretch of the text near the window. */
export function markedParts(items: readonly Item[], places: Whereabouts, stretch: Stretch): MarkedParts {
  const shown: Highlight[] = [];
  const whole: string[] = [];
  for (const { id, tone } of items) {
    if (tone === 'suggestion' || tone === 'active-suggestion') {
      shown.push(...partsOf(id, tone, places, stretch));
      continue;
    }
    const range = tone === 'draft' ? places.draft : places.ranges.get(id);
    // A user who reads or writes in a card keeps it, however far the page is scrolled.
    const isPinned = tone !== 'thread';
    if (range && (isPinned || isNear(range, stretch))) shown.push({ id, range, tone, isPinned });
    else if (range === null && (stretch.from === 0 || tone !== 'thread')) whole.push(id);
  }
  shown.sort((a, b) => a.range.index - b.range.index || b.range.length - a.range.length);
  return { shown, whole };
}

/** Whether a highlight belongs to an item, and is not a further part of one. */
export function isCardPlace({ id }: Pick<Highlight, 'id'>): boolean {
  return !id.includes(' ');
}

// The text itself shows suggestions: only the hunks of the active one are drawn. Its card stands beside the one that was
// pressed, any other card beside the first hunk near the window.
function partsOf(
  id: string,
  tone: 'suggestion' | 'active-suggestion',
  { hunks, anchor }: Whereabouts,
  stretch: Stretch,
): Highlight[] {
  const all = hunks(id);
  const isActive = tone === 'active-suggestion';
  const pressed =
    isActive && anchor?.id === id ? all.find(({ number }) => number === anchor.hunk) : undefined;
  const near = isActive ? undefined : all.find(({ range }) => isNear(range, stretch));
  const beside = isActive ? (pressed ?? all[0]) : near;
  if (beside === undefined) return [];
  const place = { id, range: beside.range, tone: isActive ? tone : null, isPinned: isActive };
  if (!isActive) return [place];
  const others = all.filter((hunk) => hunk !== beside && isNear(hunk.range, stretch));
  return [
    place,
    ...others.map(({ range, number }) => ({ id: `${id} ${number}`, range, tone, isPinned: false })),
  ];
}

function isNear({ index, length }: Range, { from, to }: Stretch): boolean {
  return index < to && index + length >= from;
}
