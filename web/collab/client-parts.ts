import { must } from '../../src/base/assert.ts';
import { CaretSender } from './caret-sender.ts';
import { type Clock, systemClock } from './clock.ts';
import { Conversation, type ConversationParts } from './conversation.ts';
import { EditRecorder } from './edit-recorder.ts';
import { LocalDocument } from './local-document.ts';
import { OpSender, type OpSenderOptions } from './op-sender.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { DocumentClientOptions } from './ports.ts';
import { Refusals } from './refusals.ts';
import { Told } from './told.ts';

/** What the parts of a client ask of it. */
export interface ClientHooks
  extends Pick<OpSenderOptions, 'held' | 'guard'>,
    Pick<ConversationParts, 'changed' | 'peersChanged' | 'stop'> {
  /** Time whose actions end the client when they throw, and do nothing once it has ended. */
  clock: Clock;
}

/** What a client is made of. */
export interface Assembled extends Omit<ConversationParts, keyof ClientHooks | 'editor' | 'fetchSnapshot'> {
  conversation: Conversation;
}

/** Puts together what a DocumentClient is made of, around its unacknowledged edits. */
export function assemble(options: DocumentClientOptions, edits: PendingEdits, hooks: ClientHooks): Assembled {
  const { resume, unrecorded = false, editor, events } = options;
  const { clock, guard } = hooks;
  const version = (): number => must(document.version);
  const told = new Told(events);
  const caret = new CaretSender({
    clock,
    free: () => conversation.live !== null && edits.empty,
    mayConfirm: () => conversation.joined && (conversation.live === null || edits.inflight === null),
    version: () => document.version,
    say: (message) => conversation.say(message),
  });
  const document = new LocalDocument({
    edits,
    editor,
    caret,
    version: resume?.version ?? null,
    generation: resume?.generation ?? 0,
  });
  const recorder = new EditRecorder({
    ...options,
    // What is written is written to the end, whatever becomes of the client.
    clock: options.clock ?? systemClock,
    edits,
    version,
    generation: () => document.generation,
    recorded: resume !== undefined && !unrecorded,
    changed: hooks.changed,
  });
  const sender = new OpSender({
    clock,
    edits,
    recorder,
    caret,
    live: () => conversation.live,
    held: hooks.held,
    version,
    say: (message) => conversation.say(message),
    guard,
  });
  const refusals = new Refusals({ document, recorder, kept: (edit) => events.rejected(edit) });
  const conversation: Conversation = new Conversation({
    ...hooks,
    document,
    caret,
    recorder,
    sender,
    refusals,
    told,
    editor,
    fetchSnapshot: (url) => options.fetchSnapshot(url),
  });
  return { document, caret, recorder, sender, refusals, told, conversation };
}
