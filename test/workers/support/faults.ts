/** A binding with one method replaced: a fault at the platform's edge. All else reaches the real one. */
export function wrapped<T extends object>(binding: T, method: keyof T, replacement: unknown): T {
  return new Proxy(binding, {
    get(target, name) {
      if (name === method) return replacement;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
