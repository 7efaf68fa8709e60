import { must } from '../base/assert.ts';
import type { Ops } from '../ot/op.ts';
import { diffContent, diffText } from './content-diff.ts';
import { documentLost, editProblem } from './edit-problem.ts';
import { type IncomingContent, parseContent } from './incoming-content.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';

/** The newest text, parsed. Throws 503 when the Document cannot be reached, or has lost the document. */
export async function readHead(env: Env, place: DocumentPlace): Promise<{ version: number; ops: Ops }> {
  const read = await reachDocument(env, place, (stub) => stub.read(null));
  if (!read.ok) throw documentLost();
  return { version: read.value.version, ops: JSON.parse(read.value.ops) as Ops };
}

/**
 * Submits `delta` on version `baseVersion`, where it merges with what others have written since; the version it was
 * committed at. An empty one changes nothing and takes no version.
 */
export async function submit(
  env: Env,
  place: DocumentPlace,
  { userId, baseVersion, delta }: { userId: string; baseVersion: number; delta: Ops },
): Promise<number> {
  if (delta.length === 0) return baseVersion;
  const edited = await reachDocument(env, place, (stub) => stub.edit({ userId, baseVersion, delta }));
  if (!edited.ok) throw editProblem(edited.error);
  return edited.value.version;
}

/** The operation that turns `base` into the content that was sent. */
export function contentChange(base: Ops, content: IncomingContent, docId: string): Ops {
  const target = parseContent(content, docId);
  if (content.text === undefined) return diffContent(base, target);
  const [line] = target;
  const { insert } = must(line && 'insert' in line ? line : null);
  return diffText(base, insert as string);
}
