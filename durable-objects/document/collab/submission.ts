import type { Cursor, Entry, RejectCode } from '../../../src/protocol/messages.ts';

/** An operation as it arrives; `delta` is untrusted. */
export interface Submission {
  client: string;
  seq: number;
  base: number;
  delta: unknown;
  cursor?: Cursor | undefined;
  userId: string;
  /** What short frames name its client by (Attachment); absent when its readers would not know that. */
  number?: number | undefined;
  mayWrite: boolean;
  /** `canonical` over a socket; `any` over REST, where the delta is normalised on entry. */
  form: 'canonical' | 'any';
  /** Treats a base that is not at hand (LogReader) like one before the kept log: the client has to catch up first. */
  atHand?: boolean;
  /** It is part of a change that fits as a whole (`fits`): its size is not checked again. */
  fits?: boolean;
}

/** What became of a submission. */
export type Outcome =
  /** `grown`: bytes of its delta when it has more members than were sent; 0 otherwise. */
  | { kind: 'accepted'; version: number; entry: Entry; grown: number }
  /** Known from the log: the stream carries or has carried its acknowledgement. */
  | { kind: 'duplicate'; seq: number; version: number }
  | { kind: 'rejected'; code: RejectCode; message: string }
  /** Its base lies before the kept log: it has to be rebased over the archived log first. */
  | { kind: 'pruned' }
  /** The client is defective: its socket is closed with 4400. */
  | { kind: 'violation'; reason: string };

/** The client is defective. */
export function violation(reason: string): Outcome {
  return { kind: 'violation', reason };
}

/** The operation is not taken, and the client is told why. */
export function rejected(code: RejectCode, message: string): Outcome {
  return { kind: 'rejected', code, message };
}
