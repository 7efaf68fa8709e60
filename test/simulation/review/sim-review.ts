import { type Frame, unitsAfter } from '../../../durable-objects/document/collab/frame.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { hunkDeltas } from '../../../src/ot/suggestions/hunks.ts';
import {
  type BookEntry,
  type Decision,
  SuggestionBook,
} from '../../../src/ot/suggestions/suggestion-book.ts';
import type { ReviewMessage, Suggestion } from '../../../src/protocol/review.ts';
import type { Random } from '../../support/random.ts';
import type { SimServer } from '../sim-server.ts';

/** A request of a client to the routes of suggestions; `path` is what follows them. */
export interface Asked {
  author: string;
  method: string;
  path: string;
  key: string;
  body: { version: number; review: number; delta: Delta };
}

/** What the routes answer; `code` is that of a refusal. */
export interface Answered {
  status: number;
  body: object | null;
}

/** A decision that wrote something. */
export interface Decided {
  readonly id: string;
  readonly operation: string;
  /** The number of the last change of the suggestion before it. */
  readonly review: number;
  /** Its own number; 0 until it is committed. */
  number: number;
}

/** The review side of a Document: the book, its log for the oracles, and the frames that it sends. */
export class SimReview {
  readonly book: SuggestionBook;
  /** Every state that a suggestion ever had. */
  readonly changes: BookEntry[] = [];
  /** By the client of its operation. */
  readonly decided = new Map<string, Decided>();
  /** What was ever accepted. */
  accepted = '';
  decisions = 0;
  readonly #server: SimServer;
  readonly #answers = new Map<string, Answered>();
  #deciding: { decision: Decision; decided: Decided } | null = null;
  #sent = 0;
  #names = 0;

  constructor(server: SimServer) {
    this.#server = server;
    this.book = new SuggestionBook((from, to) => this.framesBetween(from, to));
    server.log.committed = (frame) => this.#committed(frame);
    server.reviewed = () => this.book.number;
  }

  /** The log from version `from` up to `to`, which are ends of frames. */
  *framesBetween(from: number, to: number): Iterable<readonly Delta[]> {
    const frames = this.#server.log.frames.filter((frame) => frame.to > from && frame.to <= to);
    const log = { framesAfter: () => frames };
    for (const { composed } of unitsAfter(log, from)) yield [composed];
  }

  /** Answers a request as the API does: a repeat of one that was done gets the first answer. */
  respond(asked: Asked): Answered {
    const known = this.#answers.get(asked.key);
    if (known !== undefined) return known;
    const answer = this.#do(asked);
    if (answer.status < 300 && asked.method !== 'GET') this.#answers.set(asked.key, answer);
    this.#tell(this.#server.log.head);
    return answer;
  }

  /** A person decides on one of the open ones: all of it, or some hunks as they were at some version. */
  decide(random: Random): void {
    const open = this.book.open();
    if (open.length === 0) return;
    this.#server.commit();
    const { head, frames } = this.#server.log;
    const entry = random.pick(open);
    const ends = frames.map(({ to }) => to).filter((to) => to >= entry.version);
    const version = ends.length > 0 && random.chance(0.5) ? random.pick(ends) : head;
    const delta = this.book.at(entry, version);
    if (this.book.get(entry.id)?.status !== 'open' || delta === null || version < entry.version) return;
    const all = [...hunkDeltas(delta).keys()];
    const hunks = random.chance(0.4) ? null : new Set(all.filter(() => random.chance(0.6)));
    if (hunks?.size === 0) return;
    const decision = this.book.decide(
      entry.id,
      random.chance(0.7) ? 'accepted' : 'rejected',
      { version, hunks },
      head,
    );
    if (decision === null) return;
    if (decision.operation === null) {
      this.#record(this.book.decided(decision, head));
      this.#tell(head);
      return;
    }
    const { id, review } = entry;
    const decided = { id, operation: JSON.stringify(decision.operation), review, number: 0 };
    this.#deciding = { decision, decided };
    const client = `suggest--${String(++this.#names).padStart(8, '0')}`;
    this.decided.set(client, decided);
    if (this.#server.submit({ client, seq: 1, base: head, delta: decision.operation })) this.#server.commit();
    this.#deciding = null;
  }

  /** The answer to a read. */
  read(since: number): ReviewMessage {
    return this.#message(since, this.#server.log.head, this.book.since(since));
  }

  #do({ author, method, path, body }: Asked): Answered {
    const { head } = this.#server.log;
    if (method === 'POST') {
      const delta = this.book.at(body, head);
      const id = `s${++this.#names}`;
      const createdAt = String(this.#names).padStart(6, '0');
      const made = delta === null ? body : { version: head, delta };
      this.#record(this.book.propose({ id, author, createdAt, ...made }));
      this.#expire(head);
      return this.#told(201, id);
    }
    const entry = this.book.get(path.slice(1));
    if (entry === undefined) return refused(404, 'not_found');
    const { id, review } = entry;
    if (method === 'GET') return this.#told(200, id);
    if (method === 'DELETE') {
      const withdrawn = this.book.withdraw(id, review);
      if (!withdrawn.ok) return refused(409, 'already_decided');
      this.#record(withdrawn.value);
      return { status: 204, body: null };
    }
    const delta = this.book.at(body, head);
    const made = delta === null ? body : { version: head, delta };
    const written = this.book.replace(id, body.review, made.version, made.delta);
    if (!written.ok) return refused(409, 'suggestion_changed');
    this.#record(written.value);
    this.#expire(head);
    return this.#told(200, id);
  }

  #told(status: number, id: string): Answered {
    const review = this.book.get(id)?.review;
    return { status, body: { id, review } };
  }

  #expire(version: number): void {
    for (const entry of this.book.expire(version)) this.#record(entry);
  }

  // Within the commit, before its frame is sent to anybody.
  #committed({ to }: Frame): void {
    if (this.#deciding !== null) {
      const { decision, decided } = this.#deciding;
      this.decisions++;
      this.accepted += decided.operation;
      const entry = this.book.decided(decision, to);
      decided.number = entry.review;
      this.#record(entry);
    }
    this.#expire(to);
    this.#tell(to);
  }

  #record(entry: BookEntry): void {
    this.changes.push(entry);
  }

  #tell(version: number): void {
    if (this.book.number === this.#sent) return;
    const message = this.#message(this.#sent, version, this.book.since(this.#sent));
    this.#sent = this.book.number;
    this.#server.sendReview(message);
  }

  #message(from: number, version: number, entries: readonly BookEntry[]): ReviewMessage {
    const suggestions = entries.map((entry) => this.#suggestion(entry, version));
    return { type: 'review', from, to: this.book.number, version, threads: [], suggestions, removed: [] };
  }

  #suggestion(entry: BookEntry, version: number): Suggestion {
    const open = entry.status === 'open' ? this.book.at(entry, version) : [];
    return {
      ...entry,
      author: { id: entry.author, name: entry.author, color: '#123456' },
      note: null,
      status: open === null ? 'obsolete' : entry.status,
      updatedAt: entry.createdAt,
      version,
      delta: open ?? [],
      decidedBy: null,
      decidedAt: null,
      threadId: `t-${entry.id}`,
    };
  }
}

function refused(status: number, code: string): Answered {
  return { status, body: { code } };
}
