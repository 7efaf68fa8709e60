import type { ForkMark } from '../../../src/base/fork-mark.ts';
import type { Result } from '../../../src/base/result.ts';
import type { Written } from '../../../src/ot/written.ts';
import type { EditError } from './content.ts';

/** What a merge brings into an origin, or an update into a fork: one entry for each author. */
export interface BroughtChanges {
  /** The traffic that it is; `mark.base` is the version that the changes are on. */
  mark: ForkMark;
  changes: readonly Written[];
  /** The user who asks for it. */
  userId: string;
  /** Not to be committed after this time (ms since 1970): the caller has given up by then, and another may try. */
  until: number;
}

/** Why nothing was brought. `late`: the time is over. `conflict`: traffic of this fork came in between. */
export type BringError = EditError | 'late';

/** What a Document is asked when text comes from its forks, or from its origin. */
export interface ForkRpc {
  /**
   * Commits the changes in one turn, after what was written since their base: over it for a merge, and as if they had
   * come before it for an update. Returns the newest version.
   */
  bring(brought: BroughtChanges): Promise<Result<{ version: number }, BringError>>;
}
