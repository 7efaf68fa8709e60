import { sameDelta } from '../ot/canonical.ts';
import { compose, composeRun } from '../ot/compose.ts';
import { EMPTY_DOCUMENT, keepsLastNewline } from '../ot/last-newline.ts';
import { documentLength, lengthChange } from '../ot/lengths.ts';
import type { Delta } from '../ot/op.ts';
import { parseSnapshot, snapshotBody } from '../platform/archive/parse-snapshot.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';
import { BrokenChain, GENESIS_HEX, proveFrame } from '../platform/archive/segment.ts';

/** What can be wrong with a document's history. */
export type ProblemKind =
  /** Versions that are stored nowhere. */
  | 'gap'
  /** A row that does not continue the hash chain, or a chain that is stored differently elsewhere. */
  | 'chain'
  /** An operation that does not fit the text it was committed on. */
  | 'operation'
  /** An object of the archive that is listed, but cannot be read. */
  | 'unreadable'
  /** A snapshot that is not the text at its version. */
  | 'snapshot'
  /** The object does not answer, or has another text or another log. */
  | 'object'
  /** The review: an entry that is missing or does not continue its chain, a changed text, threads that its log does not give. */
  | 'review'
  /** A fork: what D1 says of where it met its origin contradicts the texts of both. */
  | 'fork'
  /** An uploaded file: its bytes are not those that its name says. */
  | 'upload';

/** One problem, at a version. */
export interface Problem {
  at: number;
  kind: ProblemKind;
  message: string;
}

// This many operations are composed before the text takes them: the text is long, and a run of them is short.
const RUN = 1_000;

/** Where a log begins that is not kept from version 0; `text` is null when it cannot be read. */
export interface Beginning {
  version: number;
  /** The hash chain there, in hex. */
  chain: string;
  text: Delta | null;
}

const EMPTY: Beginning = { version: 0, chain: GENESIS_HEX, text: EMPTY_DOCUMENT };

/**
 * A log played from its beginning: checks each frame against the hash chain and applies it. It reports a problem
 * once, and from there on trusts what the frame says of itself, so that one fault does not hide or multiply the next.
 * Where the text cannot be known (after a gap), it is unknown until the next snapshot. Holds one text and one run.
 */
export class Replay {
  readonly problems: Problem[] = [];
  frames = 0;
  #version: number;
  #chain: string;
  #text: Delta | null;
  #length: number;
  #run: Delta[] = [];

  constructor({ version, chain, text }: Beginning = EMPTY) {
    this.#version = version;
    this.#chain = chain;
    this.#text = text;
    this.#length = documentLength(text ?? []);
  }

  /** The version reached so far. */
  get version(): number {
    return this.#version;
  }

  /** The hash chain there, in hex. */
  get chain(): string {
    return this.#chain;
  }

  /** The text there; null when it cannot be known. */
  get text(): Delta | null {
    this.#flush();
    return this.#text;
  }

  /** Reports a problem at `version`. */
  report(at: number, kind: ProblemKind, message: string): void {
    this.problems.push({ at, kind, message });
  }

  /** The next frame begins after `version`, with `chain` before it (null: it does not say). */
  continueAt(version: number, chain: string | null, source: string): void {
    if (version > this.#version) {
      this.report(
        this.#version,
        'gap',
        `the versions ${this.#version + 1} to ${version} are missing before ${source}`,
      );
      this.#forget(version, chain ?? this.#chain);
    } else if (version === this.#version && chain !== null && chain !== this.#chain) {
      this.report(version, 'chain', `${source} begins with another hash chain`);
      this.#chain = chain;
    }
  }

  /** Plays a frame; one that was played already is skipped. */
  play(frame: ArchivedFrame, source: string): void {
    if (frame.last <= this.#version) {
      if (frame.last === this.#version && frame.chain !== this.#chain)
        this.report(frame.last, 'chain', `${source} has another hash chain at version ${frame.last}`);
      return;
    }
    this.continueAt(frame.first - 1, null, source);
    try {
      proveFrame(frame, this.#version, this.#chain);
    } catch (error) {
      if (!(error instanceof BrokenChain)) throw error;
      this.report(this.#version, 'chain', `${error.message} (${source})`);
    }
    this.frames++;
    this.#version = frame.last;
    this.#chain = frame.chain;
    frame.entries.forEach(({ delta }, i) => {
      this.#apply(delta, frame.first + i, source);
    });
  }

  /** Compares a snapshot of the version reached, and takes it over if the text is unknown. */
  compare(body: string, kind: ProblemKind, what: string): void {
    const text = this.text;
    // JSON.stringify nearly always gives the same text again: then nothing has to be parsed.
    if (text !== null && body === snapshotBody(this.#version, JSON.stringify(text))) return;
    const ops = parseSnapshot(body, this.#version);
    if (ops === null) this.report(this.#version, kind, `${what} is no text of version ${this.#version}`);
    else if (text === null) this.#adopt(ops);
    else if (!sameDelta(ops, text))
      this.report(this.#version, kind, `${what} is not what the log gives at version ${this.#version}`);
  }

  #apply(delta: Delta, version: number, source: string): void {
    if (this.#text === null) return;
    if (!keepsLastNewline(delta, this.#length)) {
      this.report(
        version,
        'operation',
        `version ${version} does not fit a text of ${this.#length} units (${source})`,
      );
      this.#forget(this.#version, this.#chain);
      return;
    }
    this.#length += lengthChange(delta);
    this.#run.push(delta);
    if (this.#run.length >= RUN) this.#flush();
  }

  #flush(): void {
    if (this.#text !== null && this.#run.length > 0) this.#text = compose(this.#text, composeRun(this.#run));
    this.#run = [];
  }

  #forget(version: number, chain: string): void {
    this.#version = version;
    this.#chain = chain;
    this.#text = null;
    this.#run = [];
  }

  #adopt(text: Delta): void {
    this.#text = text;
    this.#length = documentLength(text);
    this.#run = [];
  }
}
