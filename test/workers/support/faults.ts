/** A binding with some methods replaced: faults at the platform's edge. All else reaches the real one. */
export function wrapped<T extends object>(binding: T, replacements: Partial<Record<keyof T, unknown>>): T {
  return new Proxy(binding, {
    get(target, name) {
      if (name in replacements) return replacements[name as keyof T];
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      // Not `bind`: on a stub every property is a method of the far side.
      return (...args: unknown[]) => Reflect.apply(value, target, args);
    },
  });
}

/** The error of a binding that is down. */
export class Down extends Error {}

/** A method that throws the first time, before or after its work, and works from then on. */
export function failingOnce<A extends unknown[], R>(
  when: 'before' | 'after',
  method: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  let failed = false;
  return async (...args) => {
    if (failed) return method(...args);
    failed = true;
    if (when === 'after') await method(...args);
    throw new Down(`a fault, injected ${when} the call`);
  };
}
