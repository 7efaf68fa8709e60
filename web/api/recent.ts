/** What asks the user to prove again who they are; answers whether they did. */
export type Prover = () => Promise<boolean>;

/**
 * Where a request that needs a fresh proof of who the user is (403 `reauthentication_required`) waits for it. Requests
 * that need it at the same time wait for one proof.
 */
export class RecentProof {
  #prover: Prover | null = null;
  #asking: Promise<boolean> | null = null;

  /** Names what asks the user from now on. Returns how to take that back. */
  provide(prover: Prover): () => void {
    this.#prover = prover;
    return () => {
      if (this.#prover === prover) this.#prover = null;
    };
  }

  /** Asks the user; false when they decline, or when there is nothing that could ask. */
  ask(): Promise<boolean> {
    this.#asking ??= (this.#prover?.() ?? Promise.resolve(false)).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }
}

/** The proofs of this tab. */
export const recentProof = new RecentProof();
