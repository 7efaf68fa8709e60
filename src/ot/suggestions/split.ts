import { composeFold } from '../compose.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { opLength } from '../lengths.ts';
import { DELETED, withoutMarks } from '../marks.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { transformAfter } from '../transform.ts';

/** Which group of hunks a change belongs to, while all are carried along together. */
const GROUP = 'suggest-group';

/**
 * Splits a suggestion by its chosen hunks (indices into `hunksOf`) into what is decided, and the rest, which applies
 * after it. `frames` came after the text of `delta`; both parts are on the text after them. What is left keeps its
 * side of what is decided, even where the text between them is gone by now.
 *
 * All hunks are carried at once, as marked retains and inserts. Rejected: each group of hunks by itself. Of 5,000
 * hunks each second one may be chosen, and to bring as many parts past each other takes minutes.
 */
export function splitSuggestion(
  delta: Delta,
  chosen: ReadonlySet<number>,
  frames: readonly (readonly Delta[])[] = [],
): { decided: Delta; rest: Delta } {
  const { ops, chosenGroups } = inGroups(delta, chosen);
  const carried = frames.reduce(
    (all: Delta, operations) => insertsFirst(transformAfter(all, composeFold(operations))),
    ops,
  );
  const [decided, rest] = [new DeltaBuilder(), new DeltaBuilder()];
  for (const op of carried) {
    const change = changeOf(op);
    const isChosen = chosenGroups.has(groupOf(op) ?? 0);
    (isChosen ? decided : rest).push(change);
    // The rest is on the text after what is decided; that is on the text before either.
    if (isChosen && !('delete' in change)) rest.retain(opLength(change), undefined);
    if (!isChosen && !('insert' in change)) decided.retain(opLength(change), undefined);
  }
  return { decided: decided.finish(), rest: rest.finish() };
}

// Neighbours that share a decision are a group. What is deleted is a marked retain: its place is still known then.
function inGroups(delta: Delta, chosen: ReadonlySet<number>): { ops: Op[]; chosenGroups: Set<number> } {
  const ops: Op[] = [];
  const chosenGroups = new Set<number>();
  let [hunk, group] = [-1, 0];
  let isInHunk = false;
  for (const op of delta) {
    if ('retain' in op && op.attributes === undefined) {
      ops.push(op);
      isInHunk = false;
      continue;
    }
    if (!isInHunk) {
      hunk++;
      const isChosen = chosen.has(hunk);
      if (group === 0 || isChosen !== chosenGroups.has(group)) group++;
      if (isChosen) chosenGroups.add(group);
      isInHunk = true;
    }
    const mark = { [GROUP]: group };
    if ('delete' in op) ops.push({ retain: op.delete, attributes: { ...mark, [DELETED]: true } });
    else ops.push({ ...op, attributes: { ...op.attributes, ...mark } });
  }
  return { ops, chosenGroups };
}

// The canonical order within a group: what is inserted stands before what is deleted at the same place.
function insertsFirst(ops: Op[]): Op[] {
  const ordered: Op[] = [];
  let deleted: Op[] = [];
  for (const op of ops) {
    const [first] = deleted;
    const isOfGroup = first !== undefined && groupOf(first) === groupOf(op);
    if (isOfGroup && 'insert' in op) ordered.push(op);
    else {
      if (!isOfGroup || !isDeleted(op)) {
        for (const one of deleted) ordered.push(one);
        deleted = [];
      }
      (isDeleted(op) ? deleted : ordered).push(op);
    }
  }
  return [...ordered, ...deleted];
}

function isDeleted(op: Op): boolean {
  return attributesOf(op)?.[DELETED] === true;
}

function groupOf(op: Op): number | null {
  return (attributesOf(op)?.[GROUP] as number | undefined) ?? null;
}

function attributesOf(op: Op): Attributes | undefined {
  return 'delete' in op ? undefined : op.attributes;
}

function changeOf(op: Op): Op {
  if ('delete' in op || op.attributes === undefined) return op;
  const { attributes, ...bare } = op;
  if ('retain' in bare && attributes[DELETED] === true) return { delete: bare.retain };
  const plain = withoutMarks(attributes);
  return (plain === undefined ? bare : { ...bare, attributes: plain }) as Op;
}
