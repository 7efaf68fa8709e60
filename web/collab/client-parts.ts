import { systemClock } from './clock.ts';
import { Conversation, type ConversationParts } from './conversation.ts';
import { EditRecorder } from './edit-recorder.ts';
import type { Guard } from './guard.ts';
import { LocalDocument } from './local-document.ts';
import { OpSender } from './op-sender.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { DocumentClientOptions } from './ports.ts';
import { Refusals } from './refusals.ts';
import { SelectionSender } from './selection-sender.ts';
import { Session } from './session.ts';
import { Told } from './told.ts';

/** What the parts of a client report to it. */
export type ClientHooks = Pick<ConversationParts, 'changed' | 'peersChanged' | 'stop'>;

/** The parts of a client. */
export interface Assembled
  extends Omit<ConversationParts, keyof ClientHooks | 'guard' | 'editor' | 'fetchSnapshot'> {
  conversation: Conversation;
}

/** Builds the parts of a DocumentClient around its unacknowledged edits. Code that may throw runs under `guard`. */
export function assemble(
  options: DocumentClientOptions,
  edits: PendingEdits,
  guard: Guard,
  hooks: ClientHooks,
): Assembled {
  const { resume, unrecorded = false, editor, events } = options;
  // Writes to the outbox finish even when the client has ended.
  const outlasting = options.clock ?? systemClock;
  const clock = guard.over(outlasting);
  const session = new Session(resume?.version, resume?.generation);
  const told = new Told(events);
  const selection = new SelectionSender({ clock, edits, session });
  const document = new LocalDocument({ edits, editor, selection, session });
  const recorder = new EditRecorder({
    ...options,
    clock: outlasting,
    edits,
    session,
    recorded: resume !== undefined && !unrecorded,
    changed: hooks.changed,
  });
  const sender = new OpSender({ clock, guard, edits, recorder, selection, session });
  const refusals = new Refusals({ document, recorder, kept: (edit) => events.rejected(edit) });
  const review =
    options.review?.({
      clock,
      run: (action) => guard.run(action),
      told: (threads) => events.threads?.(threads),
    }) ?? null;
  const conversation = new Conversation({
    ...hooks,
    session,
    guard,
    document,
    selection,
    recorder,
    sender,
    refusals,
    told,
    review,
    editor,
    fetchSnapshot: (url) => options.fetchSnapshot(url),
  });
  return { session, document, selection, recorder, sender, refusals, told, review, conversation };
}
