import { baseText } from '../../content/base-text.ts';
import { applyEdits, type FoundEdit } from '../../content/find-edits.ts';
import { orRefuse } from '../../content/incoming-content.ts';
import { newestVersion } from '../../content/newest-version.ts';
import { writable } from '../../ot/cut-down.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { replaceText } from '../documents/replace-text.ts';
import { makeSuggestion } from './make-suggestion.ts';

/** Replacements in the Markdown of a version, to be made or suggested: all of them, or none. */
export interface EditedText extends Pick<Access, 'document' | 'userId' | 'readsHistory'> {
  /** Who may not see what the text was finds in the newest version from there on. */
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
  { document, userId, readsHistory, baseVersion, edits, as, note }: EditedText,
): Promise<{ version: number } | { suggestionId: string }> {
  // Refusals say what stands in a version: those of an old one would tell what was deleted since.
  const newest = readsHistory ? 0 : await newestVersion(deps.env, document);
  const version = Math.max(baseVersion, newest);
  const ops = await baseText(deps.env, deps.db, document, version);
  const { writeMarkdown } = await import('../../formats/markdown/write.ts');
  const { markdown } = orRefuse(() => writeMarkdown(writable(ops, document.id)));
  const content = { markdown: applyEdits(markdown, edits) };
  if (as === 'suggestion') {
    const asked = { document, userId, version, note, ...content };
    return { suggestionId: (await makeSuggestion(deps, actor, asked)).suggestion.id };
  }
  const base = { version, ops };
  return { version: (await replaceText(deps, actor, { document, userId, base, content })).version };
}
