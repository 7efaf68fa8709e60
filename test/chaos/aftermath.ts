import type { Suggestion } from '../../src/protocol/review.ts';
import type { Account, Api } from './api.ts';
import type { Commenter } from './commenter.ts';
import { commentsOf, everyPage, opsOf, problemsOf } from './reading.ts';
import { acceptanceFaults, commentFaults, suggestionFaults } from './review-faults.ts';
import type { Suggester } from './suggester.ts';

/** Who reviews one document. */
export interface Reviewers {
  commenter: Commenter;
  suggester: Suggester;
}

/**
 * What is wrong with the review of a document, while everybody goes on: after each kill and at the end. What was answered
 * of a comment or a suggestion is there (I3); the numbers of its log have no gap and none is lost (I4); an acceptance and
 * its operation are there both, or neither is.
 */
export class Aftermath {
  readonly #api: Api;
  readonly #owner: Account;
  readonly #reviewers: Reviewers;
  // The versions of the suggester's operations, as far as the log was read: it only grows.
  readonly #operations = new Set<number>();
  #read = 0;

  constructor(api: Api, owner: Account, reviewers: Reviewers) {
    this.#api = api;
    this.#owner = owner;
    this.#reviewers = reviewers;
  }

  /** Looks now. */
  async faults(adminToken: string): Promise<string[]> {
    const { docId } = this.#reviewers.suggester;
    const faults = [
      ...(await this.#numbers()),
      ...(await this.#comments()),
      ...(await this.#suggestions()),
      ...(await this.#acceptances()),
      ...(await problemsOf(this.#api, docId, adminToken)),
    ];
    return faults.map((fault) => `${docId}: ${fault}`);
  }

  async #numbers(): Promise<string[]> {
    const { suggester } = this.#reviewers;
    const { review } = suggester;
    const path = `/v1/docs/${suggester.docId}/review?since=${review}&limit=1`;
    // A number that the log does not reach is answered from the beginning.
    const { from } = await this.#api.must<{ from: number }>('GET', path, this.#owner.token);
    return from === review ? [] : [`the review log ends before ${review}, which was told`];
  }

  async #comments(): Promise<string[]> {
    const { commenter } = this.#reviewers;
    const before = [...commenter.told];
    const there = await commentsOf(this.#api, this.#owner, commenter.docId);
    return commentFaults(
      before.filter(([id, told]) => commenter.told.get(id) === told),
      there,
    );
  }

  async #suggestions(): Promise<string[]> {
    const { suggester } = this.#reviewers;
    const before = [...suggester.told];
    const path = `/v1/docs/${suggester.docId}/suggestions?status=all&limit=100`;
    const items = await everyPage<Suggestion>(this.#api, this.#owner, path);
    return suggestionFaults(
      // Of one that changed meanwhile, the number was told at least.
      before.map(([id, told]) => [
        id,
        suggester.told.get(id) === told ? told : { ...told, status: null, text: null },
      ]),
      new Map(items.map((one) => [one.id, one])),
    );
  }

  async #acceptances(): Promise<string[]> {
    const { suggester } = this.#reviewers;
    const before = [...suggester.accepted];
    const prefix = `${suggester.author.id.slice(0, 8)}-`;
    for (const { client, version } of await opsOf(this.#api, this.#owner, suggester.docId, this.#read)) {
      if (client.startsWith(prefix)) this.#operations.add(version);
      this.#read = version;
    }
    return acceptanceFaults({ before, now: suggester.accepted }, this.#operations);
  }
}
