const questions = new Set<() => boolean>();

/** What a reload of the page would lose, or show as lost until it is sent: each open document and field is asked. */
export const unsent = {
  /** Has `isUnsent` asked from now on. Returns how to stop that. */
  ask(isUnsent: () => boolean): () => void {
    questions.add(isUnsent);
    return () => {
      questions.delete(isUnsent);
    };
  },

  /** Whether anything is. */
  any(): boolean {
    return [...questions].some((isUnsent) => isUnsent());
  },
};
