/**
 * Fetches a module's default export once, on the first call that succeeds. A call that fails takes nothing from a later
 * one, whether the module could not be had or did not run: reading `default` throws too where an engine hands out a
 * module that has not run.
 */
export function fetchOnce<T>(fetchModule: () => Promise<{ default: T }>): () => Promise<T> {
  let fetching: Promise<T> | null = null;
  return () => {
    fetching ??= fetchModule()
      .then((module) => module.default)
      .catch((error: unknown) => {
        fetching = null;
        throw error;
      });
    return fetching;
  };
}
