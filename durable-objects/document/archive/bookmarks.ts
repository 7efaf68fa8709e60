import { fail, ok, type Result } from '../../../src/base/result.ts';

// What the platform returns where it keeps no history of an object, as in local development.
const NO_BOOKMARK = /^[0-]*$/;
// The time that the answer has to leave before the object is aborted.
const ANSWER_MS = 100;

/** The platform's name for the state of this object's storage at a time (ms since 1970, at most 30 days ago). */
export async function bookmarkAt(
  storage: DurableObjectStorage,
  at: number,
): Promise<Result<{ bookmark: string }, 'unsupported'>> {
  try {
    const bookmark = await storage.getBookmarkForTime(at);
    if (!NO_BOOKMARK.test(bookmark)) return ok({ bookmark });
  } catch (error) {
    return fail('unsupported', `the platform has no bookmark of that time: ${String(error)}`);
  }
  return fail('unsupported', 'the platform keeps no bookmarks here');
}

/** Takes the object's storage back to a bookmark and aborts the object; `undo` is the bookmark of the state before. */
export async function rewindTo(
  ctx: DurableObjectState,
  bookmark: string,
): Promise<Result<{ undo: string }, 'unsupported'>> {
  try {
    if (NO_BOOKMARK.test(bookmark)) return fail('unsupported', 'that is no bookmark');
    const undo = await ctx.storage.onNextSessionRestoreBookmark(bookmark);
    setTimeout(() => ctx.abort('its storage is taken back to a bookmark'), ANSWER_MS);
    return ok({ undo });
  } catch (error) {
    return fail('unsupported', `the platform does not take storage back: ${String(error)}`);
  }
}
