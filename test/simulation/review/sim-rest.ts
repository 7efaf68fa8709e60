import type { ReviewMessage } from '../../../src/protocol/review.ts';
import type { Draft } from '../../../web/collab/layers/layer-ports.ts';
import type { Random } from '../../support/random.ts';
import type { ReviewTab } from './review-tab.ts';
import type { Request, SimReview } from './sim-review.ts';

interface Call {
  tab: ReviewTab;
  /** Asks the server, perhaps again; null while it has not answered. */
  ask: () => unknown;
  answered: boolean;
  answer: unknown;
  done: (answer: never) => void;
}

/** The requests of all tabs: each reaches the server at some time, perhaps twice, and its answer comes back later. */
export class SimRest {
  readonly #review: SimReview;
  #calls: Call[] = [];
  #keys = 0;

  constructor(review: SimReview) {
    this.#review = review;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#calls.length;
  }

  /** A tab reads the review log. */
  read(tab: ReviewTab, since: number): void {
    this.#call(
      tab,
      () => this.#review.read(since),
      (message: ReviewMessage) => tab.answer(message),
    );
  }

  /** A tab sends its draft. */
  send(tab: ReviewTab, draft: Draft): void {
    const { id, version } = draft;
    if (version === null) throw new Error('a draft without a version cannot be sent');
    tab.layers.sending(id);
    this.#write(tab, draft, version, (name) => {
      if (name === null) tab.layers.refused(id);
      else tab.layers.taken(id, name);
    });
  }

  /** A tab sends what its layers no longer hold, because the text was replaced. */
  sendAdrift(tab: ReviewTab, draft: Draft): void {
    if (draft.version !== null) this.#write(tab, draft, draft.version, () => {});
  }

  /** Lets some request get one step further. */
  step(random: Random): void {
    const call = this.#calls[random.int(this.#calls.length)];
    if (call === undefined) return;
    if (!call.answered || random.chance(0.1)) {
      call.answer = call.ask();
      // The answer is lost now and then: it is asked again with the same key.
      call.answered = random.chance(0.9);
      return;
    }
    this.#calls = this.#calls.filter((other) => other !== call);
    call.done(call.answer as never);
  }

  /** The tab is gone: no one hears its answers. */
  forget(tab: ReviewTab): void {
    this.#calls = this.#calls.filter((call) => call.tab !== tab);
  }

  #write(tab: ReviewTab, draft: Draft, version: number, done: (name: string | null) => void): void {
    const { id, review, delta } = draft;
    const key = `k${++this.#keys}`;
    const request: Request =
      review === 0
        ? { kind: 'create', key, author: tab.userId, version, delta }
        : { kind: 'replace', key, id, review, version, delta };
    this.#call(tab, () => this.#review.ask(request), done);
  }

  #call<T>(tab: ReviewTab, ask: () => T, done: (answer: T) => void): void {
    this.#calls.push({ tab, ask, answered: false, answer: null, done });
  }
}
