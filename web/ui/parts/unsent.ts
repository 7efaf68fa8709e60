const questions = new Set<() => boolean>();

/** Work that a reload of the page would lose, or hide until it is sent: each open document and field is asked. */
export const unsent = {
  /** Registers `isUnsent`. Returns a function that removes it. */
  ask(isUnsent: () => boolean): () => void {
    questions.add(isUnsent);
    return () => {
      questions.delete(isUnsent);
    };
  },

  /** Whether any registered source has unsent work. */
  any(): boolean {
    return [...questions].some((isUnsent) => isUnsent());
  },
};
