import type { OfficeSource } from '../formats/office/source.ts';
import type { Warning } from '../formats/warnings.ts';
import { uploadAt } from '../ot/addresses.ts';
import type { Delta } from '../ot/op.ts';
import { Problem } from '../platform/problem/problem.ts';
import type { OfficeFormat } from './export-content.ts';

// A change of a unit takes a step: this many take less than a second.
const MOST_CHANGED = 50_000_000;

/**
 * A document as a file of an office program, with what that could not be told. The writer is loaded when it is first needed. Throws 413
 * `too_large` for suggestions that are too many and too long for one file.
 */
export async function exportOffice(
  source: OfficeSource,
  format: OfficeFormat,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; warnings: readonly Warning[] }> {
  let changed = 0;
  for (const { delta } of source.suggestions ?? []) {
    for (const op of delta) {
      if ('delete' in op) changed += op.delete;
      else if ('insert' in op) changed += typeof op.insert === 'string' ? op.insert.length : 1;
      else if (op.attributes !== undefined) changed += op.retain;
    }
  }
  if (changed > MOST_CHANGED)
    throw new Problem(
      413,
      'too_large',
      'The open suggestions are too many for one file. Read them one by one.',
    );
  if (format === 'odt') {
    const { writeOdt } = await import('../formats/odt/write.ts');
    return writeOdt(source);
  }
  const { writeDocx } = await import('../formats/docx/write.ts');
  return writeDocx(source);
}

/** The hashes of the document's own images in its text, each once, in order. */
export function ownImages(document: Delta, docId: string): string[] {
  const hashes = new Set<string>();
  for (const op of document) {
    const address = 'insert' in op && typeof op.insert !== 'string' ? op.insert.image : undefined;
    const upload = typeof address === 'string' ? uploadAt(address) : null;
    if (upload?.docId === docId) hashes.add(upload.hash);
  }
  return [...hashes];
}
