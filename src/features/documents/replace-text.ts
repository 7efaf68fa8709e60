import type { IncomingContent } from '../../content/incoming-content.ts';
import { contentChange, submit } from '../../content/replace-content.ts';
import type { Warning } from '../../formats/warnings.ts';
import type { Delta } from '../../ot/op.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { programOf } from '../../platform/tokens/program-of.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { touched } from './touched.ts';

/**
 * Replaces the content in `base` by the smallest operation found, and returns the version of its commit. Throws as
 * `contentChange` and `submitEdit`.
 */
export async function replaceText(
  deps: Deps,
  actor: Actor,
  {
    document,
    userId,
    base,
    content,
  }: Pick<Access, 'document' | 'userId'> & {
    base: { version: number; ops: Delta };
    content: IncomingContent;
  },
): Promise<{ version: number; warnings: readonly Warning[] }> {
  const { delta, warnings } = await contentChange(base.ops, content, document.id);
  const edit = { userId, baseVersion: base.version, delta, ...programOf(actor) };
  const version = await submit(deps.env, document, edit);
  touched(deps, document);
  return { version, warnings };
}
