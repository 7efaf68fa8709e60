import { baseText } from '../../content/base-text.ts';
import { applyEdits, type FoundEdit } from '../../content/find-edits.ts';
import { orRefuse } from '../../content/incoming-content.ts';
import { writable } from '../../ot/cut-down.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { replaceText } from '../documents/replace-text.ts';
import { makeSuggestion } from './make-suggestion.ts';

/** Replacements in the Markdown of a version, to be made or suggested: all of them, or none. */
export interface EditedText extends Pick<Access, 'document' | 'userId'> {
  baseVersion: number;
  edits: readonly FoundEdit[];
  as: 'edit' | 'suggestion';
  note?: string | undefined;
}

/**
 * Makes replacements as one change, and returns the version of its commit or the id of the suggestion. Throws as
 * `applyEdits`, `baseText`, `replaceText` and `makeSuggestion`.
 */
export async function editText(
  deps: Deps,
  actor: Actor,
  { document, userId, baseVersion, edits, as, note }: EditedText,
): Promise<{ version: number } | { suggestionId: string }> {
  const ops = await baseText(deps.env, deps.db, document, baseVersion);
  const { writeMarkdown } = await import('../../formats/markdown/write.ts');
  const { markdown } = orRefuse(() => writeMarkdown(writable(ops, document.id)));
  const content = { markdown: applyEdits(markdown, edits) };
  if (as === 'suggestion') {
    const asked = { document, userId, version: baseVersion, note, ...content };
    return { suggestionId: (await makeSuggestion(deps, actor, asked)).suggestion.id };
  }
  const base = { version: baseVersion, ops };
  return { version: (await replaceText(deps, actor, { document, userId, base, content })).version };
}
