import type { ReviewMessage } from '../../../src/protocol/review.ts';
import type { Fetch } from '../../../web/collab/suggestions/suggestion-api.ts';
import type { Random } from '../../support/random.ts';
import type { ReviewTab } from './review-tab.ts';
import type { Answered, Asked, SimReview } from './sim-review.ts';

interface Call {
  tab: ReviewTab;
  ask: () => unknown;
  answered: boolean;
  answer: unknown;
  done: (answer: never) => void;
  /** The network breaks before an answer; null: it does not for this one. */
  lost: (() => void) | null;
}

/** The requests of all tabs: each reaches the server at some time, or not at all, and its answer comes back later, or not. */
export class SimRest {
  readonly #review: SimReview;
  #calls: Call[] = [];
  /** Whether requests and answers get lost. */
  isReliable = false;

  constructor(review: SimReview) {
    this.#review = review;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#calls.length;
  }

  /** A tab reads the review log. */
  read(tab: ReviewTab, since: number): void {
    const done = (message: ReviewMessage): void => tab.answer(message);
    this.#calls.push({
      tab,
      ask: () => this.#review.read(since),
      answered: false,
      answer: null,
      done,
      lost: null,
    });
  }

  /** How a tab asks for suggestions. */
  fetch(tab: ReviewTab): Fetch {
    return (url, { method, headers, body }) =>
      new Promise((resolve, reject) => {
        const asked: Asked = {
          author: tab.userId,
          method,
          path: new URL(url).pathname.replace('/v1/docs/simulated/suggestions', ''),
          key: headers['Idempotency-Key'] ?? '',
          body: JSON.parse(body ?? '{}') as Asked['body'],
        };
        this.#calls.push({
          tab,
          ask: () => this.#review.respond(asked),
          answered: false,
          answer: null,
          done: ({ status, body }: Answered) =>
            resolve({ ok: status < 300, status, headers: { get: () => null }, json: async () => body }),
          lost: () => reject(new Error('the network is gone')),
        });
      });
  }

  /** Lets some request get one step further. */
  step(random: Random): void {
    const call = this.#calls[random.int(this.#calls.length)];
    if (call === undefined) return;
    if (call.lost !== null && !this.isReliable && random.chance(0.05)) {
      this.#forget(call);
      call.lost();
    } else if (!call.answered) {
      call.answer = call.ask();
      call.answered = true;
    } else {
      this.#forget(call);
      call.done(call.answer as never);
    }
  }

  /** The tab is gone: no one hears its answers, and what it asked still arrives, or not. */
  forget(tab: ReviewTab, random: Random): void {
    this.#calls = this.#calls.filter((call) => {
      if (call.tab !== tab) return true;
      call.done = () => {};
      return call.lost !== null && !call.answered && random.chance(0.5);
    });
  }

  #forget(call: Call): void {
    this.#calls = this.#calls.filter((other) => other !== call);
  }
}
