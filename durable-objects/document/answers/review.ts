import { fail } from '../../../src/base/result.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { ReviewRpc } from '../rpc.ts';

/** What a Document answers about its threads. */
export class ReviewAnswers implements ReviewRpc {
  readonly #lifecycle: Lifecycle;

  constructor(lifecycle: Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  openThread(..._asked: Parameters<ReviewRpc['openThread']>): ReturnType<ReviewRpc['openThread']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  reply(..._asked: Parameters<ReviewRpc['reply']>): ReturnType<ReviewRpc['reply']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  resolveThread(..._asked: Parameters<ReviewRpc['resolveThread']>): ReturnType<ReviewRpc['resolveThread']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  editComment(..._asked: Parameters<ReviewRpc['editComment']>): ReturnType<ReviewRpc['editComment']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  deleteComment(..._asked: Parameters<ReviewRpc['deleteComment']>): ReturnType<ReviewRpc['deleteComment']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  thread(..._asked: Parameters<ReviewRpc['thread']>): ReturnType<ReviewRpc['thread']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  threads(..._asked: Parameters<ReviewRpc['threads']>): ReturnType<ReviewRpc['threads']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }

  review(..._asked: Parameters<ReviewRpc['review']>): ReturnType<ReviewRpc['review']> {
    return this.#lifecycle.ask(() => fail('not_found', 'threads are not kept yet'));
  }
}
