/** A refusal inside a parser, before it becomes a Failure; never leaves this folder. */
export class Refusal extends Error {
  readonly code: 'invalid' | 'too_large';
  constructor(code: 'invalid' | 'too_large', message: string) {
    super(message);
    this.code = code;
  }
}

/** Refuses the input: `path` says where, `rule` which rule it breaks. */
export function refuse(path: string, rule: string, code: 'invalid' | 'too_large' = 'invalid'): never {
  throw new Refusal(code, `${path}: ${rule}`);
}

/** Whether the value is an object as JSON gives it: no array, no class instance. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
