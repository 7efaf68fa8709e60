import type { ArchivedFrame, Segment } from './segment.ts';

/** The segment in this JSON; null for anything else. Deltas were validated before they were committed. */
export function parseSegment(json: string): Segment | null {
  const value = parse(json);
  const { docId, from, to, chain, frames } = fieldsOf(value);
  if (typeof docId !== 'string' || !isVersion(from) || !isVersion(to) || typeof chain !== 'string')
    return null;
  if (!Array.isArray(frames) || frames.length === 0 || !frames.every(isFrame)) return null;
  const [first, last] = [frames[0], frames[frames.length - 1]] as [ArchivedFrame, ArchivedFrame];
  return first.first === from + 1 && last.last === to ? (value as Segment) : null;
}

/** The frame in this JSON; null for anything else. */
export function parseFrame(json: string): ArchivedFrame | null {
  const value = parse(json);
  return isFrame(value) ? value : null;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isFrame(value: unknown): value is ArchivedFrame {
  const { first, last, at, authors, chain, entries } = fieldsOf(value);
  if (!isVersion(first) || !isVersion(last) || typeof at !== 'number' || typeof chain !== 'string')
    return false;
  if (!Array.isArray(authors) || authors.length === 0 || !authors.every((id) => typeof id === 'string'))
    return false;
  return Array.isArray(entries) && entries.length === last - first + 1 && entries.every(isEntry);
}

function isEntry(value: unknown): boolean {
  return Array.isArray(fieldsOf(value).delta);
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
