import { assert } from '../../../src/base/assert.ts';
import { sameAttributes } from '../../../src/ot/attributes.ts';
import { utf8Bytes } from '../../../src/ot/bytes.ts';
import { compose } from '../../../src/ot/compose.ts';
import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { DeltaReader } from '../../../src/ot/delta-reader.ts';
import { isDocument } from '../../../src/ot/last-newline.ts';
import { baseLength, documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Op } from '../../../src/ot/op.ts';
import { repairSurrogates } from '../../../src/ot/well-formed.ts';
import { measure, type SizeBound } from '../collab/size-bound.ts';

// The number of members that become JSON at a time: a small one, so that sections come out nearly full.
const CHUNK = 64;

/** The format of a run of text at the edge of a stretch; null for an embed, which no neighbour joins. */
export type Edge = { attributes?: Attributes } | null;

/** Consecutive members of a text, whole and canonical. */
export interface Stretch {
  /** In UTF-16 units. */
  readonly length: number;
  readonly first: Edge;
  readonly last: Edge;
  ops(): Delta;
}

/** What is known of a section without reading it. */
export interface Facts extends Omit<Stretch, 'ops'> {
  /** Exact; `bytes` are those of `json`. */
  readonly size: SizeBound;
  /** Whether it holds no half of a surrogate pair. */
  readonly wellFormed: boolean;
}

/** Where a section is stored: in these rows of a version's text, perhaps with the bracket at its beginning or end. */
export interface Place {
  readonly version: number;
  readonly part: number;
  readonly rows: number;
  readonly opens: boolean;
  readonly closes: boolean;
}

/** A stretch as JSON. */
export interface Section extends Facts, Stretch {
  /** Null for one that is not stored yet. */
  readonly place: Place | null;
  /** Its members, with commas between them. */
  json(): string;
}

/** Members that are in memory. */
export function stretchOf(ops: Delta): Stretch {
  return { length: documentLength(ops), ...edges(ops), ops: () => ops };
}

/**
 * The text after `delta`, which must fit it, member for member as `compose` gives it. Reads only what the delta
 * touches, and one stretch at a time when the result is read so; the others are passed on.
 */
export function* change(text: Iterable<Stretch>, delta: Delta): Iterable<Stretch> {
  const reader = new DeltaReader(delta);
  let held: Stretch | null = null;
  for (const stretch of text) {
    let next = stretch;
    if (!reader.passes(stretch.length)) {
      const ops = compose(stretch.ops(), reader.take(stretch.length));
      if (ops.length === 0) continue;
      next = stretchOf(ops);
    }
    if (held === null) held = next;
    else if (joins(held.last, next.first)) held = stretchOf(joined(held.ops(), next.ops()));
    else {
      yield held;
      held = next;
    }
  }
  assert(held !== null && reader.done, 'a change fits the text');
  assert(isSection(held) || isDocument(held.ops()), 'the text after a change is a document');
  yield held;
}

/**
 * The text in sections of at most `limit` bytes, and more only for a single member; no two neighbours would fit in one.
 * What is a section already stays as it is, unless it fits in one with a neighbour.
 */
export function* sections(text: Iterable<Stretch>, limit: number): Iterable<Section> {
  let held: Section | null = null;
  for (const next of sectionsOf(text, limit)) {
    if (held === null) held = next;
    else if (held.size.bytes + 1 + next.size.bytes <= limit) held = both(held, next);
    else {
      yield held;
      held = next;
    }
  }
  if (held !== null) yield held;
}

/** The JSON of the whole text. */
export function jsonOf(text: Iterable<Section>): string {
  return `[${Array.from(text, (section) => section.json()).join(',')}]`;
}

/** The length of the whole text in UTF-16 units, and its exact size. */
export function measureAll(text: readonly Section[]): { length: number; size: SizeBound } {
  const whole = { length: 0, size: { bytes: 1, runs: 0, widest: 0 } };
  for (const { length, size } of text) {
    whole.length += length;
    whole.size.bytes += size.bytes + 1;
    whole.size.runs += size.runs;
    whole.size.widest = Math.max(whole.size.widest, size.widest);
  }
  return whole;
}

/** `repairSurrogates` of the whole text; reads only the sections that need it. */
export function repairOf(text: readonly Section[]): Op[] | null {
  if (text.every(({ wellFormed }) => wellFormed)) return null;
  const out = new DeltaBuilder();
  for (const section of text) {
    const repair = section.wellFormed ? null : repairSurrogates(section.ops());
    for (const op of repair ?? []) out.push(op);
    const rest = section.length - baseLength(repair ?? []);
    if (rest > 0) out.retain(rest, undefined);
  }
  return out.finish();
}

function* sectionsOf(text: Iterable<Stretch>, limit: number): Iterable<Section> {
  for (const stretch of text) {
    if (isSection(stretch)) yield stretch;
    else {
      const ops = stretch.ops();
      for (let at = 0; at < ops.length; at += CHUNK) yield* fitting(ops.slice(at, at + CHUNK), limit);
    }
  }
}

function* fitting(ops: Delta, limit: number): Iterable<Section> {
  const json = JSON.stringify(ops).slice(1, -1);
  const bytes = utf8Bytes(json);
  if (bytes > limit && ops.length > 1) {
    yield* fitting(ops.slice(0, ops.length >> 1), limit);
    yield* fitting(ops.slice(ops.length >> 1), limit);
    return;
  }
  const wellFormed = ops.every(
    (op) => !('insert' in op) || typeof op.insert !== 'string' || op.insert.isWellFormed(),
  );
  yield fromJson({ length: documentLength(ops), ...edges(ops), size: measure(ops, bytes), wellFormed }, json);
}

function both(a: Section, b: Section): Section {
  const size = {
    bytes: a.size.bytes + 1 + b.size.bytes,
    runs: a.size.runs + b.size.runs,
    widest: Math.max(a.size.widest, b.size.widest),
  };
  const facts = {
    length: a.length + b.length,
    first: a.first,
    last: b.last,
    size,
    wellFormed: a.wellFormed && b.wellFormed,
  };
  return fromJson(facts, `${a.json()},${b.json()}`);
}

function fromJson(facts: Facts, json: string): Section {
  return { ...facts, place: null, json: () => json, ops: () => parseMembers(json) };
}

/** Members with commas between them. */
export function parseMembers(json: string): Delta {
  return JSON.parse(`[${json}]`) as Delta;
}

function isSection(stretch: Stretch): stretch is Section {
  return 'json' in stretch;
}

function joined(a: Delta, b: Delta): Delta {
  const out = new DeltaBuilder();
  out.ops.push(...a.slice(-1));
  out.push(b[0] as Op);
  return [...a.slice(0, -1), ...out.ops, ...b.slice(1)];
}

function joins(a: Edge, b: Edge): boolean {
  return a !== null && b !== null && sameAttributes(a.attributes, b.attributes);
}

function edges(ops: Delta): { first: Edge; last: Edge } {
  return { first: edge(ops[0]), last: edge(ops[ops.length - 1]) };
}

function edge(op: Op | undefined): Edge {
  if (op === undefined || !('insert' in op) || typeof op.insert !== 'string') return null;
  return op.attributes === undefined ? {} : { attributes: op.attributes };
}
