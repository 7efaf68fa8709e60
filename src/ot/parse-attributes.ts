import { isPlainObject, refuse } from './refusal.ts';

/** What a link or a source may point at. */
export interface SourceRules {
  /** Images may also come from this document's own uploads; null where there is no document yet. */
  docId: string | null;
}

const MAX_ATTRIBUTES = 32;
const MAX_STRING = 2_048;
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
const EMBED_TYPES = new Set(['image', 'video', 'formula', 'divider', 'mention']);
const LINK_SCHEME = /^(https?|mailto|tel):/i;
const SOURCE_SCHEME = /^https?:/i;

/** Checks the attributes of an op; `null` only where `onRetain`. Returns an upper bound of their JSON's bytes. */
export function parseAttributes(value: unknown, path: string, onRetain: boolean, rules: SourceRules): number {
  if (!isPlainObject(value)) refuse(path, 'must be an object');
  let count = 0;
  let weight = 16;
  for (const name of Object.keys(value)) {
    if (++count > MAX_ATTRIBUTES) refuse(path, `has more than ${MAX_ATTRIBUTES} names`);
    if (!NAME.test(name) || FORBIDDEN_NAMES.has(name))
      refuse(path, `"${name.slice(0, 40)}" is not an allowed name`);
    weight += 40 + checkValue(value[name], name, `${path}.${name}`, onRetain, rules);
  }
  return weight;
}

function checkValue(
  value: unknown,
  name: string,
  path: string,
  onRetain: boolean,
  rules: SourceRules,
): number {
  if (value === null) {
    if (!onRetain) refuse(path, 'null removes a format, which only a retain can do');
    return 4;
  }
  if (name === 'link') checkLink(value, path);
  if (name === 'image' || name === 'video') checkSource(value, name, path, rules);
  switch (typeof value) {
    case 'string':
      checkString(value, path);
      return value.length * 6;
    case 'number':
      if (!Number.isFinite(value)) refuse(path, 'must be finite');
      return 24;
    case 'boolean':
      return 5;
    default:
      return refuse(path, 'must be a string, a finite number, a boolean or null');
  }
}

/** Checks an embed: exactly one known type with a short value. Returns an upper bound of its JSON's bytes. */
export function parseEmbed(value: unknown, path: string, rules: SourceRules): number {
  if (!isPlainObject(value)) refuse(path, 'must be a string or an embed');
  const keys = Object.keys(value);
  const [type] = keys;
  if (keys.length !== 1 || type === undefined)
    refuse(path, 'must have exactly one key, the type of the embed');
  if (!EMBED_TYPES.has(type)) refuse(path, `"${type.slice(0, 40)}" is not a known embed`);
  const content = value[type];
  if (type === 'image' || type === 'video') checkSource(content, type, `${path}.${type}`, rules);
  if (content === true) return 40;
  if (typeof content !== 'string') refuse(`${path}.${type}`, 'must be a string or true');
  checkString(content, `${path}.${type}`);
  return 40 + content.length * 6;
}

function checkString(value: string, path: string): void {
  if (value.length > MAX_STRING) refuse(path, `is longer than ${MAX_STRING} characters`);
  if (!value.isWellFormed()) refuse(path, 'has a lone surrogate');
}

function checkLink(value: unknown, path: string): void {
  if (typeof value !== 'string' || !LINK_SCHEME.test(value)) {
    refuse(path, 'must begin with https:, http:, mailto: or tel:');
  }
}

function checkSource(value: unknown, type: string, path: string, rules: SourceRules): void {
  if (typeof value === 'string') {
    if (SOURCE_SCHEME.test(value)) return;
    if (type === 'image' && rules.docId !== null && value.startsWith(`/v1/docs/${rules.docId}/uploads/`))
      return;
  }
  refuse(
    path,
    `must begin with https: or http:${type === 'image' ? ", or be this document's own upload" : ''}`,
  );
}
