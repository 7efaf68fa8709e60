import type { AccessRpc } from './rpc/access.ts';
import type { ArchiveRpc } from './rpc/archive.ts';
import type { ContentRpc } from './rpc/content.ts';
import type { ForkRpc } from './rpc/forks.ts';
import type { OperatorRpc } from './rpc/operator.ts';
import type { ReviewRpc } from './rpc/review.ts';
import type { SuggestionRpc } from './rpc/suggestions.ts';

export type { ConnectionGrant } from './collab/connection-grant.ts';
export type { AccessChange, AccessRpc } from './rpc/access.ts';
export type { ArchiveRpc, DocumentStatus, ReviewStanding } from './rpc/archive.ts';
export type { ContentRpc, EditError, EditRequest, LogEntry, PresentUser } from './rpc/content.ts';
export type { BringError, BroughtChanges, ForkRpc } from './rpc/forks.ts';
export type { OperatorRpc } from './rpc/operator.ts';
export type {
  CommentedThread,
  CommentText,
  NewThread,
  ReviewActor,
  ReviewError,
  ReviewRpc,
  ThreadFilter,
  ThreadPage,
  ThreadPosition,
  WrittenComment,
} from './rpc/review.ts';
export type {
  Acceptance,
  DecisionRequest,
  Proposal,
  SuggestionError,
  SuggestionPart,
  SuggestionPosition,
  SuggestionRpc,
  Withdrawer,
} from './rpc/suggestions.ts';

/** The header that carries a ConnectionGrant (URI-encoded JSON) with an upgrade from the Worker to the Document. */
export const GRANT_HEADER = 'x-connection-grant';

/** The status with which the Document refuses an upgrade whose accessEpoch is old: look the role up again and retry. */
export const STALE_EPOCH_STATUS = 409;

/**
 * What the Worker may ask of a Document, split by caller. A document that was never created answers `not_found`: an
 * empty document never stands in for a missing one.
 */
export interface DocumentRpc
  extends ContentRpc,
    AccessRpc,
    ArchiveRpc,
    OperatorRpc,
    ReviewRpc,
    SuggestionRpc,
    ForkRpc {}
