type Read = (since: number, limit: number) => Promise<unknown>;

/** The same reading, but one that is under way is not begun again: all who ask for it get its answer. */
export function shareReads(read: Read): Read {
  const asked = new Map<string, Promise<unknown>>();
  return (since, limit) => {
    const key = `${since} ${limit}`;
    const answer = asked.get(key) ?? read(since, limit).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}
