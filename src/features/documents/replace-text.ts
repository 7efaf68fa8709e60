import type { IncomingContent } from '../../content/incoming-content.ts';
import { contentChange, submit } from '../../content/replace-content.ts';
import type { Delta } from '../../ot/op.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { programOf } from '../../platform/tokens/program-of.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { touched } from './touched.ts';

/**
 * Replaces the content in `head` by the smallest operation found, and returns the version of its commit. Throws as
 * `submitEdit`.
 */
export async function replaceText(
  deps: Deps,
  actor: Actor,
  {
    document,
    userId,
    head,
    content,
  }: Pick<Access, 'document' | 'userId'> & {
    head: { version: number; ops: Delta };
    content: IncomingContent;
  },
): Promise<number> {
  const delta = contentChange(head.ops, content, document.id);
  const edit = { userId, baseVersion: head.version, delta, ...programOf(actor) };
  const committed = await submit(deps.env, document, edit);
  touched(deps, document);
  return committed;
}
