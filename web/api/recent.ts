/** Asks the user to prove their identity again; resolves to whether they did. */
export type Prover = () => Promise<boolean>;

/**
 * Lets requests wait for a fresh proof of the user's identity (403 `reauthentication_required`). Requests that need it
 * at the same time share one proof.
 */
export class RecentProof {
  #prover: Prover | null = null;
  #asking: Promise<boolean> | null = null;

  /** Sets the prover that asks the user from now on. Returns a function that removes it. */
  provide(prover: Prover): () => void {
    this.#prover = prover;
    return () => {
      if (this.#prover === prover) this.#prover = null;
    };
  }

  /** Asks the user; false when the user declines, or when there is no prover. */
  ask(): Promise<boolean> {
    this.#asking ??= (this.#prover?.() ?? Promise.resolve(false)).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }
}

/** The proofs of this tab. */
export const recentProof = new RecentProof();
