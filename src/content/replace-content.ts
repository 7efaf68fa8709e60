import type { EditRequest } from '../../durable-objects/document/rpc.ts';
import { must } from '../base/assert.ts';
import { writable } from '../ot/cut-down.ts';
import type { Delta } from '../ot/op.ts';
import { diffContent, diffText } from './content-diff.ts';
import { documentLost } from './edit-problem.ts';
import { type IncomingContent, orRefuse, parseContent } from './incoming-content.ts';
import type { LoggedDocument } from './read-log.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';
import { submitEdit } from './submit.ts';
import { withIdsOf } from './table-ids.ts';
import type { WrittenBack } from './write-back.ts';

/** The newest text, parsed. Throws 503 when the Document cannot be reached, or has lost the document. */
export async function readHead(env: Env, place: DocumentPlace): Promise<{ version: number; ops: Delta }> {
  const read = await reachDocument(env, place, (stub) => stub.read(null));
  if (!read.ok) throw documentLost();
  return { version: read.value.version, ops: JSON.parse(read.value.ops) as Delta };
}

/**
 * Submits a program's change of a text, on version `baseVersion`; it merges with what others have written since.
 * Returns the version it was committed at. Content that it takes over from an older log is made valid. An empty
 * operation changes nothing and takes no version.
 */
export async function submit(
  env: Env,
  document: LoggedDocument,
  edit: Pick<EditRequest, 'userId' | 'baseVersion' | 'program'> & { delta: Delta },
): Promise<number> {
  const delta = writable(edit.delta, document.id);
  if (delta.length === 0) return edit.baseVersion;
  return (await submitEdit(env, document, { ...edit, delta })).version;
}

/**
 * The operation that turns `base` into the received content. Of Markdown, it is only what its author changed in the
 * Markdown of `base`. Throws as `parseContent`.
 */
export async function contentChange(
  base: Delta,
  content: IncomingContent,
  docId: string,
): Promise<WrittenBack> {
  const { markdown } = content;
  if (markdown !== undefined) {
    const { writeBack } = await import('./write-back.ts');
    return orRefuse(() => writeBack(writable(base, docId), markdown, docId));
  }
  const { document, warnings } = await parseContent(content, docId);
  if (content.text === undefined)
    return {
      delta: diffContent(base, content.html === undefined ? document : withIdsOf(document, base)),
      warnings,
    };
  const [line] = document;
  const { insert } = must(line && 'insert' in line ? line : null);
  return { delta: diffText(base, insert as string), warnings };
}
