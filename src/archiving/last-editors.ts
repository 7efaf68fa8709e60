import { SERVER_USER } from '../base/ids.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';

const EDITORS = 5;

/** The last writers, newest first, after `frame`. The Document's own repairs have no author. */
export function editorsAfter(editors: readonly string[], frame: ArchivedFrame): string[] {
  const newest = [...new Set([...frame.authors].reverse())].filter((id) => !id.startsWith(SERVER_USER));
  return [...new Set([...newest, ...editors])].slice(0, EDITORS);
}
