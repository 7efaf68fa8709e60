import { fail, ok, type Result } from '../base/result.ts';
import { sameAttributes } from './attributes.ts';
import { jsonBytes } from './bytes.ts';
import { normalise } from './canonical.ts';
import type { Attributes, Delta, Op } from './op.ts';
import { parseAttributes, parseEmbed, type SourceRules } from './parse-attributes.ts';
import { isPlainObject, Refusal, refuse } from './refusal.ts';

/** The requirements of `parseDelta`. */
export interface DeltaRules extends SourceRules {
  /** Bytes of UTF-8 JSON. */
  maxBytes: number;
  maxMembers: number;
  /** Over a socket any other form is refused; over REST it is converted to canonical form. */
  form: 'canonical' | 'any';
}

const MAX_LENGTH = 2 ** 31 - 1;

/**
 * An untrusted value as a delta, in one pass without recursion, by the exact rules of docs/protocol.md, "A
 * well-formed delta"; or the first rule that it breaks, with its path. Says nothing about the text that it applies
 * to.
 */
export function parseDelta(value: unknown, rules: DeltaRules): Result<Delta, 'invalid' | 'too_large'> {
  try {
    if (!Array.isArray(value)) refuse('delta', 'must be an array of ops');
    if (value.length > rules.maxMembers) {
      refuse('delta', `has ${value.length} members, at most ${rules.maxMembers} are allowed`, 'too_large');
    }
    let weight = 2;
    for (let i = 0; i < value.length; i++) weight += checkOp(value[i], i, rules);
    const ops = value as Op[];
    // `weight` bounds the JSON from above (an escaped unit takes 6 bytes), so most deltas are never measured.
    if (weight > rules.maxBytes && jsonBytes(ops) > rules.maxBytes) {
      refuse('delta', `is over ${rules.maxBytes} bytes of JSON`, 'too_large');
    }
    if (rules.form === 'any') return ok(normalise(ops));
    const plain = withoutEmptyAttributes(ops);
    checkCanonical(plain);
    return ok(plain);
  } catch (error) {
    if (error instanceof Refusal) return fail(error.code, error.message);
    throw error;
  }
}

// Throws for an op that breaks a rule; returns an upper bound of its JSON's bytes.
function checkOp(value: unknown, index: number, rules: SourceRules): number {
  if (!isPlainObject(value)) refuse(`delta[${index}]`, 'must be an object');
  let verb: string | null = null;
  let attributes: unknown;
  for (const key in value) {
    if (key === 'attributes') attributes = value[key];
    else if (key !== 'insert' && key !== 'retain' && key !== 'delete') {
      refuse(`delta[${index}]`, `unknown member "${key.slice(0, 40)}"`);
    } else if (verb !== null) refuse(`delta[${index}]`, 'must have exactly one of insert, retain, delete');
    else verb = key;
  }
  if (verb === null) refuse(`delta[${index}]`, 'must have exactly one of insert, retain, delete');
  let weight = 48;
  if (verb === 'insert') weight += checkInsert(value.insert, index, rules);
  else {
    const length = value[verb];
    if (!Number.isInteger(length) || (length as number) < 1 || (length as number) > MAX_LENGTH) {
      refuse(`delta[${index}].${verb}`, `must be an integer from 1 to ${MAX_LENGTH}`);
    }
  }
  if ('attributes' in value) {
    if (verb === 'delete') refuse(`delta[${index}].attributes`, 'not allowed on a delete');
    weight += parseAttributes(attributes, `delta[${index}].attributes`, verb === 'retain', rules);
  }
  return weight;
}

function checkInsert(value: unknown, index: number, rules: SourceRules): number {
  if (typeof value !== 'string') return parseEmbed(value, `delta[${index}].insert`, rules);
  if (value.length === 0) refuse(`delta[${index}].insert`, 'must not be empty');
  if (!value.isWellFormed()) refuse(`delta[${index}].insert`, 'has a lone surrogate');
  return value.length * 6;
}

// quill-delta keeps or drops an empty object inconsistently: here no object is the same as an empty one.
function withoutEmptyAttributes(ops: readonly Op[]): readonly Op[] {
  if (!ops.some((op) => 'attributes' in op && isEmpty(op.attributes))) return ops;
  return ops.map((op) => {
    if (!('attributes' in op) || !isEmpty(op.attributes)) return op;
    const { attributes: _, ...plain } = op;
    return plain as Op;
  });
}

function checkCanonical(ops: readonly Op[]): void {
  let last: Op | undefined;
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i] as Op;
    if (last !== undefined && mergesInto(last, op)) {
      refuse(`delta[${i}]`, 'not in canonical form: it merges with the member before it');
    }
    if ('insert' in op && last !== undefined && 'delete' in last) {
      refuse(`delta[${i}]`, 'not in canonical form: an insert stands before a delete at the same place');
    }
    last = op;
  }
  if (last !== undefined && 'retain' in last && isEmpty(last.attributes)) {
    refuse(`delta[${ops.length - 1}]`, 'a trailing retain without attributes');
  }
}

function mergesInto(last: Op, op: Op): boolean {
  if ('delete' in op) return 'delete' in last;
  if ('delete' in last) return false;
  if ('retain' in op) return 'retain' in last && sameAttributes(last.attributes, op.attributes);
  return (
    typeof op.insert === 'string' &&
    'insert' in last &&
    typeof last.insert === 'string' &&
    sameAttributes(last.attributes, op.attributes)
  );
}

function isEmpty(attributes: Attributes | undefined): boolean {
  return attributes === undefined || Object.keys(attributes).length === 0;
}
