/** A failure: a stable word that programs test and a sentence that people read. */
export interface Failure<Code extends string> {
  code: Code;
  message: string;
}

/** The result of an operation that may be refused; survives RPC, where a thrown error loses its class. */
export type Result<T, Code extends string> = { ok: true; value: T } | { ok: false; error: Failure<Code> };

/** A successful result. */
export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** A refusal. */
export function fail<Code extends string>(code: Code, message: string): { ok: false; error: Failure<Code> } {
  return { ok: false, error: { code, message } };
}
