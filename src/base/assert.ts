/** Throws when an invariant of our own is broken: a defect here, never a caller's mistake. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** The value, which cannot be null or undefined here; throws when it is. */
export function must<T>(value: T | null | undefined, message = 'value is missing'): T {
  assert(value !== null && value !== undefined, message);
  return value;
}

/** Ends a switch over a union: a member without a case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
