import { DurableObject } from 'cloudflare:workers';
import type {
  AccessRpc,
  ArchiveRpc,
  ContentRpc,
  DocumentRpc,
  ForkRpc,
  OperatorRpc,
  ReviewRpc,
  SuggestionRpc,
} from './rpc.ts';

/** What answers each part of DocumentRpc. */
export interface Answers {
  content: ContentRpc;
  access: AccessRpc;
  archive: ArchiveRpc;
  operator: OperatorRpc;
  review: ReviewRpc;
  suggestions: SuggestionRpc;
  forks: ForkRpc;
}

/**
 * The object as the Worker reaches it: one method for each of DocumentRpc, since the platform exposes the methods of a
 * class and nothing else.
 */
export abstract class AnsweringObject extends DurableObject<Env> implements DocumentRpc {
  // A field, never a getter: the platform would answer with a getter's value.
  protected abstract readonly answers: Answers;

  create(...asked: Parameters<ContentRpc['create']>): ReturnType<ContentRpc['create']> {
    return this.answers.content.create(...asked);
  }

  head(): ReturnType<ContentRpc['head']> {
    return this.answers.content.head();
  }

  read(...asked: Parameters<ContentRpc['read']>): ReturnType<ContentRpc['read']> {
    return this.answers.content.read(...asked);
  }

  bring(...asked: Parameters<ForkRpc['bring']>): ReturnType<ForkRpc['bring']> {
    return this.answers.forks.bring(...asked);
  }

  edit(...asked: Parameters<ContentRpc['edit']>): ReturnType<ContentRpc['edit']> {
    return this.answers.content.edit(...asked);
  }

  log(...asked: Parameters<ContentRpc['log']>): ReturnType<ContentRpc['log']> {
    return this.answers.content.log(...asked);
  }

  presence(): ReturnType<ContentRpc['presence']> {
    return this.answers.content.presence();
  }

  renamed(...asked: Parameters<ContentRpc['renamed']>): Promise<void> {
    return this.answers.content.renamed(...asked);
  }

  restored(...asked: Parameters<ContentRpc['restored']>): Promise<void> {
    return this.answers.content.restored(...asked);
  }

  snapshot(...asked: Parameters<ContentRpc['snapshot']>): ReturnType<ContentRpc['snapshot']> {
    return this.answers.content.snapshot(...asked);
  }

  makeCheckpoint(): ReturnType<ContentRpc['makeCheckpoint']> {
    return this.answers.content.makeCheckpoint();
  }

  setAccess(...asked: Parameters<AccessRpc['setAccess']>): Promise<void> {
    return this.answers.access.setAccess(...asked);
  }

  setAccessOfMany(...asked: Parameters<AccessRpc['setAccessOfMany']>): Promise<void> {
    return this.answers.access.setAccessOfMany(...asked);
  }

  endSessions(...asked: Parameters<AccessRpc['endSessions']>): Promise<void> {
    return this.answers.access.endSessions(...asked);
  }

  forgetUser(...asked: Parameters<AccessRpc['forgetUser']>): Promise<void> {
    return this.answers.access.forgetUser(...asked);
  }

  setDeleted(...asked: Parameters<AccessRpc['setDeleted']>): Promise<void> {
    return this.answers.access.setDeleted(...asked);
  }

  status(): ReturnType<ArchiveRpc['status']> {
    return this.answers.archive.status();
  }

  frames(...asked: Parameters<ArchiveRpc['frames']>): ReturnType<ArchiveRpc['frames']> {
    return this.answers.archive.frames(...asked);
  }

  checkpoint(...asked: Parameters<ArchiveRpc['checkpoint']>): ReturnType<ArchiveRpc['checkpoint']> {
    return this.answers.archive.checkpoint(...asked);
  }

  acknowledge(...asked: Parameters<ArchiveRpc['acknowledge']>): Promise<void> {
    return this.answers.archive.acknowledge(...asked);
  }

  markDiverged(...asked: Parameters<ArchiveRpc['markDiverged']>): Promise<void> {
    return this.answers.archive.markDiverged(...asked);
  }

  reviewPart(...asked: Parameters<ArchiveRpc['reviewPart']>): ReturnType<ArchiveRpc['reviewPart']> {
    return this.answers.archive.reviewPart(...asked);
  }

  reviewTexts(...asked: Parameters<ArchiveRpc['reviewTexts']>): ReturnType<ArchiveRpc['reviewTexts']> {
    return this.answers.archive.reviewTexts(...asked);
  }

  reviewAnchors(): ReturnType<ArchiveRpc['reviewAnchors']> {
    return this.answers.archive.reviewAnchors();
  }

  acknowledgeReview(
    ...asked: Parameters<ArchiveRpc['acknowledgeReview']>
  ): ReturnType<ArchiveRpc['acknowledgeReview']> {
    return this.answers.archive.acknowledgeReview(...asked);
  }

  reviewFaults(): ReturnType<ArchiveRpc['reviewFaults']> {
    return this.answers.archive.reviewFaults();
  }

  recover(...asked: Parameters<OperatorRpc['recover']>): ReturnType<OperatorRpc['recover']> {
    return this.answers.operator.recover(...asked);
  }

  bookmark(...asked: Parameters<OperatorRpc['bookmark']>): ReturnType<OperatorRpc['bookmark']> {
    return this.answers.operator.bookmark(...asked);
  }

  rewind(...asked: Parameters<OperatorRpc['rewind']>): ReturnType<OperatorRpc['rewind']> {
    return this.answers.operator.rewind(...asked);
  }

  erase(): Promise<void> {
    return this.answers.operator.erase();
  }

  openThread(...asked: Parameters<ReviewRpc['openThread']>): ReturnType<ReviewRpc['openThread']> {
    return this.answers.review.openThread(...asked);
  }

  reply(...asked: Parameters<ReviewRpc['reply']>): ReturnType<ReviewRpc['reply']> {
    return this.answers.review.reply(...asked);
  }

  bringThreads(...asked: Parameters<ReviewRpc['bringThreads']>): ReturnType<ReviewRpc['bringThreads']> {
    return this.answers.review.bringThreads(...asked);
  }
  resolveThread(...asked: Parameters<ReviewRpc['resolveThread']>): ReturnType<ReviewRpc['resolveThread']> {
    return this.answers.review.resolveThread(...asked);
  }

  editComment(...asked: Parameters<ReviewRpc['editComment']>): ReturnType<ReviewRpc['editComment']> {
    return this.answers.review.editComment(...asked);
  }

  deleteComment(...asked: Parameters<ReviewRpc['deleteComment']>): ReturnType<ReviewRpc['deleteComment']> {
    return this.answers.review.deleteComment(...asked);
  }

  comment(...asked: Parameters<ReviewRpc['comment']>): ReturnType<ReviewRpc['comment']> {
    return this.answers.review.comment(...asked);
  }

  takingPart(...asked: Parameters<ReviewRpc['takingPart']>): ReturnType<ReviewRpc['takingPart']> {
    return this.answers.review.takingPart(...asked);
  }

  thread(...asked: Parameters<ReviewRpc['thread']>): ReturnType<ReviewRpc['thread']> {
    return this.answers.review.thread(...asked);
  }

  threads(...asked: Parameters<ReviewRpc['threads']>): ReturnType<ReviewRpc['threads']> {
    return this.answers.review.threads(...asked);
  }

  review(...asked: Parameters<ReviewRpc['review']>): ReturnType<ReviewRpc['review']> {
    return this.answers.review.review(...asked);
  }

  suggest(...asked: Parameters<SuggestionRpc['suggest']>): ReturnType<SuggestionRpc['suggest']> {
    return this.answers.suggestions.suggest(...asked);
  }

  replaceSuggestion(
    ...asked: Parameters<SuggestionRpc['replaceSuggestion']>
  ): ReturnType<SuggestionRpc['replaceSuggestion']> {
    return this.answers.suggestions.replaceSuggestion(...asked);
  }

  decideSuggestion(
    ...asked: Parameters<SuggestionRpc['decideSuggestion']>
  ): ReturnType<SuggestionRpc['decideSuggestion']> {
    return this.answers.suggestions.decideSuggestion(...asked);
  }

  withdrawSuggestion(
    ...asked: Parameters<SuggestionRpc['withdrawSuggestion']>
  ): ReturnType<SuggestionRpc['withdrawSuggestion']> {
    return this.answers.suggestions.withdrawSuggestion(...asked);
  }

  suggestion(...asked: Parameters<SuggestionRpc['suggestion']>): ReturnType<SuggestionRpc['suggestion']> {
    return this.answers.suggestions.suggestion(...asked);
  }

  suggestions(...asked: Parameters<SuggestionRpc['suggestions']>): ReturnType<SuggestionRpc['suggestions']> {
    return this.answers.suggestions.suggestions(...asked);
  }

  acceptances(...asked: Parameters<SuggestionRpc['acceptances']>): ReturnType<SuggestionRpc['acceptances']> {
    return this.answers.suggestions.acceptances(...asked);
  }

  suggestedText(): ReturnType<SuggestionRpc['suggestedText']> {
    return this.answers.suggestions.suggestedText();
  }
}
