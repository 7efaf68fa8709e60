import { EMBEDS, FORMATS, isRemovable } from './formats.ts';
import { isPlainObject, refuse } from './refusal.ts';
import { MAX_VALUE_LENGTH, type Values } from './values.ts';

/** What an image or video may point at. */
export interface SourceRules {
  /** Images may also come from this document's own uploads; null before there is a document. */
  docId: string | null;
}

const MAX_ATTRIBUTES = 32;

/**
 * Checks the attributes of an op against the table of formats; `null` only with `onRetain`. A name that the table
 * lacks may only be removed, since older logs contain some. Returns an upper bound of their JSON's bytes.
 */
export function parseAttributes(value: unknown, path: string, onRetain: boolean, rules: SourceRules): number {
  if (!isPlainObject(value)) refuse(path, 'must be an object');
  let count = 0;
  let weight = 16;
  for (const name of Object.keys(value)) {
    if (++count > MAX_ATTRIBUTES) refuse(path, `has more than ${MAX_ATTRIBUTES} names`);
    const given = value[name];
    if (given === null && onRetain && isRemovable(name)) {
      weight += 44;
      continue;
    }
    const format = FORMATS.get(name);
    if (format === undefined) refuse(path, `"${name.slice(0, 40)}" is not a known format`);
    if (given === null) refuse(`${path}.${name}`, 'null removes a format, which only a retain can do');
    if (format.values.fit(given, rules.docId) !== given) complain(given, `${path}.${name}`, format.values);
    weight += 40 + bytesOf(given);
  }
  return weight;
}

/**
 * Checks an embed: exactly one type of the table, with a value that it accepts. Returns an upper bound of its JSON's
 * bytes.
 */
export function parseEmbed(value: unknown, path: string, rules: SourceRules): number {
  if (!isPlainObject(value)) refuse(path, 'must be a string or an embed');
  const keys = Object.keys(value);
  const [type] = keys;
  if (keys.length !== 1 || type === undefined)
    refuse(path, 'must have exactly one key, the type of the embed');
  const values = EMBEDS.get(type);
  if (values === undefined) refuse(path, `"${type.slice(0, 40)}" is not a known embed`);
  const content = value[type];
  if (values.fit(content, rules.docId) !== content) complain(content, `${path}.${type}`, values);
  return 40 + bytesOf(content);
}

// Six bytes for each unit: the length of an escaped one.
function bytesOf(value: unknown): number {
  return typeof value === 'string' ? value.length * 6 : 24;
}

function complain(value: unknown, path: string, values: Values): never {
  if (typeof value === 'string' && value.length > MAX_VALUE_LENGTH)
    refuse(path, `is longer than ${MAX_VALUE_LENGTH} characters`);
  if (typeof value === 'string' && !value.isWellFormed()) refuse(path, 'has a lone surrogate');
  return refuse(path, `must be ${values.words}`);
}
