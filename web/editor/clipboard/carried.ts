import { cutDownAttributes } from '../../../src/ot/cut-down.ts';
import type { Attributes, Delta } from '../../../src/ot/op.ts';
import type { Clip } from './clip.ts';
import { takeOps } from './left-out.ts';

/**
 * The clipboard type that carries a fragment of a document exactly. A type of its own, not an attribute in the HTML:
 * another editor that keeps attributes would pass on an old fragment with text that has changed since.
 */
export const CLIP_TYPE = 'application/vnd.octavo.clip+json';

/** A clip as the clipboard carries it; `copy` names the copy, so that its browser knows it again. */
export interface CarriedClip extends Clip {
  copy: string | null;
}

/** The clip as written to the clipboard. */
export function writeClip(clip: Clip, copy: string | null = null): string {
  return JSON.stringify(copy === null ? clip : { ...clip, copy });
}

/**
 * The clip in `json`, reduced to the formats and embeds that a document may have; null for anything else. Any page can
 * put any content on the clipboard under this type.
 */
export function readClip(json: string): Clip | null {
  const clip = wholeClip(json);
  if (clip === null) return null;
  const { copy: _, ...bare } = clip;
  return { ...bare, ops: takeOps(clip.ops).ops };
}

/** The same with all its inserts, as they are. */
export function wholeClip(json: string): CarriedClip | null {
  const value = parsed(json);
  if (!isRecord(value) || !Array.isArray(value.ops) || !value.ops.every(isInsert)) return null;
  const ops = normal(value.ops);
  const last = isRecord(value.last) ? (cutDownAttributes(value.last as Attributes, false, null) ?? {}) : null;
  const copy = typeof value.copy === 'string' ? value.copy : null;
  return { ops, last, isCode: value.isCode === true, copy };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isInsert(op: unknown): boolean {
  if (!isRecord(op) || (op.attributes !== undefined && !isRecord(op.attributes))) return false;
  return isRecord(op.insert) || (typeof op.insert === 'string' && op.insert !== '');
}

/** With `\n` at the end of every line. */
function normal(ops: Delta): Delta {
  return ops.map((op) =>
    'insert' in op && typeof op.insert === 'string'
      ? { ...op, insert: op.insert.replace(/\r\n?/g, '\n') }
      : op,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
