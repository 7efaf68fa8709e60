import { composeAttributes } from '../../src/ot/attributes.ts';
import { compose } from '../../src/ot/compose.ts';
import { cutDown, cutDownEmbed } from '../../src/ot/cut-down.ts';
import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import { keepsLastNewline } from '../../src/ot/last-newline.ts';
import { documentLength, opLength } from '../../src/ot/lengths.ts';
import { isMark } from '../../src/ot/marks.ts';
import type { Attributes, Delta, Op } from '../../src/ot/op.ts';
import { wholePairs } from './whole-pairs.ts';

/** A change in a form that may be sent. */
export interface Rewritten {
  delta: Delta;
  /** Whether it produces the same text as the original change; if not, the editor must be corrected. */
  exact: boolean;
}

/**
 * Rewrites an editor's change of the document `base` into a form that the protocol allows (docs/protocol.md, A
 * well-formed delta): canonical, only allowed attributes and embeds, no split surrogate pair, the last newline
 * untouched. Images may be uploads of the document `docId`. The result produces the same text wherever the protocol permits it. Marks of suggestions stay: the layers
 * read them and take them out.
 */
export function rewriteChange(change: Delta, base: Delta, docId: string | null = null): Rewritten {
  const taken = change.filter((op) => isTaken(op, docId));
  const cleaned = cutDown(taken, docId, isMark);
  const whole = wholePairs(cleaned.ops, base);
  const delta = keepLastNewline(whole.ops, base);
  const plain = keepPlainEnd(delta, base);
  const exact = taken.length === change.length && cleaned.exact && whole.exact && plain === delta;
  return { delta: plain, exact };
}

/** A refused embed has no replacement: that would be a character that the user neither typed nor sees. */
function isTaken(op: Op, docId: string | null): boolean {
  return (
    !('insert' in op) || typeof op.insert === 'string' || typeof cutDownEmbed(op.insert, docId) !== 'string'
  );
}

/**
 * The same change without deleting the last character of `base` or inserting after it. The newline that ends the
 * result, from either side, is dropped, and the one that ends `base` takes its place and its format.
 */
export function keepLastNewline(change: Delta, base: Delta): Delta {
  const length = documentLength(base);
  if (keepsLastNewline(change, length)) return change;
  const wanted = attributesOfLast(compose(base, change));
  const had = attributesOfLast(base);

  const members = withoutLastOf(change, length, had);
  giveUpFinalNewline(members);
  const built = new DeltaBuilder();
  for (const member of members) built.push(member);
  built.retain(1, difference(had, wanted));
  return built.finish();
}

/**
 * The same change, with a plain line after the one that ends the result if that is a cell: the last line of a document
 * never is. `change` itself where there is nothing to do.
 */
function keepPlainEnd(change: Delta, base: Delta): Delta {
  const length = documentLength(base);
  const had = attributesOfLast(base);
  const wanted = composeAttributes(had, formatOfLast(change, length), false);
  if (wanted?.cell === undefined) return change;
  const built = new DeltaBuilder();
  let position = 0;
  for (const op of change) {
    const covered = 'insert' in op ? 0 : Math.min(position + opLength(op), length - 1) - position;
    if ('insert' in op) built.push(op);
    else if (covered > 0) built.push('delete' in op ? { delete: covered } : { ...op, retain: covered });
    position += covered;
  }
  if (position < length - 1) built.retain(length - 1 - position, undefined);
  built.insert('\n', wanted);
  built.retain(1, difference(had, {}));
  return built.finish();
}

// The formats that a change which keeps the last newline sets on it.
function formatOfLast(change: Delta, length: number): Attributes | undefined {
  let position = 0;
  for (const op of change) {
    if ('insert' in op) continue;
    position += opLength(op);
    if (position >= length) return 'retain' in op ? op.attributes : undefined;
  }
  return undefined;
}

/** `change` without any effect on the last character of its base, whose format was `had`. */
function withoutLastOf(change: Delta, length: number, had: Attributes | undefined): Op[] {
  const members: Op[] = [];
  let position = 0;
  for (const op of change) {
    if ('insert' in op) {
      members.push(op);
      continue;
    }
    const end = position + opLength(op);
    const covered = Math.min(end, length - 1) - position;
    if (covered > 0) members.push('delete' in op ? { delete: covered } : { ...op, retain: covered });
    // A retained last newline that is no longer the end becomes an inserted one.
    if (end >= length && 'retain' in op) {
      const attributes = composeAttributes(had, op.attributes, false);
      members.push(attributes === undefined ? { insert: '\n' } : { insert: '\n', attributes });
    }
    position = end;
  }
  return members;
}

/** Drops the newline that ends the result of `members`: an inserted one is not inserted, a retained one is deleted. */
function giveUpFinalNewline(members: Op[]): void {
  for (let i = members.length - 1; i >= 0; i--) {
    const op = members[i] as Op;
    if ('delete' in op) continue;
    if ('retain' in op) {
      const rest = op.retain - 1;
      members.splice(i, 1, ...(rest > 0 ? [{ ...op, retain: rest }] : []), { delete: 1 });
    } else if (typeof op.insert === 'string') {
      const rest = op.insert.slice(0, -1);
      members.splice(i, 1, ...(rest.length > 0 ? [{ ...op, insert: rest }] : []));
    }
    return;
  }
}

function attributesOfLast(document: Delta): Attributes | undefined {
  const last = document[document.length - 1];
  return last !== undefined && 'insert' in last ? last.attributes : undefined;
}

/** The attributes of a retain that turns the format `from` into `to`. */
function difference(from: Attributes = {}, to: Attributes = {}): Attributes | undefined {
  const changed: Attributes = {};
  for (const name of Object.keys(from)) if (!(name in to)) changed[name] = null;
  for (const [name, value] of Object.entries(to)) if (from[name] !== value) changed[name] = value;
  return Object.keys(changed).length > 0 ? changed : undefined;
}
