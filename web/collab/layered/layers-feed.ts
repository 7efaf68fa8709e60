import type { Range } from '../../../src/ot/op.ts';
import type { ReviewMessage, Suggestion } from '../../../src/protocol/review.ts';
import { parseReviewPage } from '../../../src/protocol/review-page.ts';
import type { Layers } from '../layers/layers.ts';
import type { ReviewFollower } from '../review/follower.ts';
import { PAGE, type ReviewReaderOptions, retryWait } from '../review/review-reader.ts';

/** The layers as a LayersFeed feeds them. */
export interface FollowedLayers {
  layers: Pick<Layers, 'answer' | 'ended' | 'joined' | 'review' | 'state' | 'unread'>;
  /** The reads of the layers go to `feed` from now on. */
  followed(feed: { read(since: number): void }): void;
  /** Whether this server, and this role, has a review. */
  offered(isOffered: boolean): void;
  /** The socket tells of a decision. */
  decided(suggestion: Suggestion): void;
  /** All suggestions that there are have been read; there may be none. */
  known(): void;
  /** Runs `action` once no input method composes: the editor may not be changed before. */
  whenIdle(action: () => void): void;
}

/** What a LayersFeed works with. */
export interface LayersFeedOptions extends Pick<ReviewReaderOptions, 'clock' | 'read' | 'run'> {
  layers: FollowedLayers;
}

/** Brings the suggestions of a document to its layers: what the socket tells, and what they ask for. */
export class LayersFeed implements ReviewFollower {
  readonly #options: LayersFeedOptions;
  readonly #layers: FollowedLayers['layers'];
  /** The last change that is known of; null: this server, or this role, has no review. */
  #known: number | null = null;
  #isLive = false;
  #request = 0;
  #failures = 0;
  #cancelWait: (() => void) | null = null;

  constructor(options: LayersFeedOptions) {
    this.#options = options;
    this.#layers = options.layers.layers;
    options.layers.followed(this);
  }

  get isFollowed(): boolean {
    return this.#known !== null;
  }

  ranges(): ReadonlyMap<string, Range | null> {
    return new Map();
  }

  joined(review: number | undefined): void {
    this.#stop();
    this.#failures = 0;
    if (review === undefined && this.#known !== null) this.#layers.ended();
    this.#known = review ?? null;
    this.#options.layers.offered(review !== undefined);
  }

  loaded(): void {}

  live(): void {
    this.#isLive = true;
    this.#catchUp();
  }

  offline(): void {
    this.#isLive = false;
    this.#stop();
  }

  advanced(): void {}

  received(message: ReviewMessage): void {
    if (this.#known === null) return;
    this.#known = Math.max(this.#known, message.to);
    for (const suggestion of message.suggestions)
      if (suggestion.decision !== undefined || suggestion.status !== 'open')
        this.#options.layers.decided(suggestion);
    this.#layers.review(message);
  }

  /** The layers ask for what changed after `since`. */
  read(since: number): void {
    const { clock, read, run, layers } = this.#options;
    const request = ++this.#request;
    const settle = (action: () => void): void =>
      run(() => layers.whenIdle(() => request === this.#request && this.#isLive && run(action)));
    if (!this.#isLive || this.#cancelWait !== null) return;
    void read(since, PAGE)
      .then(parseReviewPage)
      .then(
        (page) =>
          settle(() => {
            this.#failures = 0;
            this.#known = Math.max(this.#known ?? 0, page.to);
            this.#layers.answer({ type: 'review', ...page });
            if (!this.#layers.state.isBehind) this.#catchUp();
          }),
        () =>
          settle(() => {
            this.#layers.unread();
            this.#cancelWait = clock.after(retryWait(this.#failures++, clock.random()), () => {
              this.#cancelWait = null;
              this.#catchUp();
            });
          }),
      );
  }

  #catchUp(): void {
    if (this.#known === null || !this.#isLive) return;
    this.#layers.joined(this.#known);
    if (!this.#layers.state.isBehind) this.#options.layers.known();
  }

  #stop(): void {
    this.#request++;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }
}
