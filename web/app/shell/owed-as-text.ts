import type { Delta } from '../../../src/ot/op.ts';
import type { OwedHere } from './send-owed.ts';

/**
 * Unsent edits and suggestions as a readable file: for each document its address, its new title, the inserted text, and the raw
 * changes.
 */
export function owedAsText(
  { records, drafts, kept }: OwedHere,
  origin: string,
  titles: ReadonlyMap<string, string> = new Map(),
): string {
  const parts = new Map<string, Delta[]>([...titles.keys()].map((docId) => [docId, []]));
  const add = (docId: string, ops: Delta | null | undefined): void => {
    if (ops) parts.set(docId, [...(parts.get(docId) ?? []), ops]);
  };
  for (const { docId, inflight, pending } of records) {
    add(docId, inflight?.delta);
    add(docId, pending);
  }
  for (const record of drafts) for (const { delta } of record.drafts) add(record.docId, delta);
  for (const { docId, delta } of kept) add(docId, delta);
  return [...parts]
    .map(([docId, all]) => {
      const written = all.map(insertedText).filter((text) => text !== '');
      const title = titles.get(docId);
      const head = [`${origin}/d/${docId}`, ...(title === undefined ? [] : [title])];
      return [...head, ...written, ...all.map((ops) => JSON.stringify(ops))].join('\n\n');
    })
    .join('\n\n---\n\n');
}

/** The text that a change inserts. */
export function insertedText(ops: Delta): string {
  let text = '';
  for (const op of ops) if ('insert' in op && typeof op.insert === 'string') text += op.insert;
  return text.trim() === '' ? '' : text;
}
