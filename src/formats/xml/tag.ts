import { UnreadableFile } from '../unreadable-file.ts';
import { detached } from './detached.ts';
import { resolve } from './references.ts';

/** Prefixes that are declared, and the tags that were read with them: most tags come again and again. */
export interface Scope {
  /** The namespace of each prefix; the default one has the prefix ''. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly tags: Map<string, Tag>;
  /** How many prefixes may still be taken over into scopes within others, in the whole document. */
  readonly budget: { prefixes: number };
}

/** The beginning of an element. */
export interface Tag {
  /** Its name as the handler knows it, and as it was written. */
  readonly name: string;
  readonly raw: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly isEmpty: boolean;
  /** What its content is read with. */
  readonly scope: Scope;
}

// What is kept of a scope; ids make many tags different.
const MOST_TAGS = 500;
const LONGEST_KEPT = 200;
const MOST_ATTRIBUTES = 1_000;
// A root of Word has forty, and each drawing declares two.
const MOST_PREFIXES = 4_000_000;

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const NAME = /[^\s/>="'<&]+/y;
const ATTRIBUTE = /\s+([^\s/>="'<&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
// An attribute whose value is not ended: the tag goes on behind this `>`.
const UNENDED = /\s+[^\s/>="'<&]+\s*=\s*(?:"[^"<]*|'[^'<]*)$/y;

/** The scope around a root. */
export function topScope(namespaces: ReadonlyMap<string, string>): Scope {
  return {
    prefixes: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]),
    namespaces,
    tags: new Map(),
    budget: { prefixes: MOST_PREFIXES },
  };
}

/** The tag of `source`, which stands between `<` and a `>`; null if that `>` is in the value of an attribute. */
export function readTag(source: string, scope: Scope): Tag | null {
  const known = scope.tags.get(source);
  if (known !== undefined) return known;
  const own = detached(source);
  const tag = parse(own, scope);
  if (tag !== null && tag.scope === scope && source.length <= LONGEST_KEPT) {
    if (scope.tags.size >= MOST_TAGS) scope.tags.clear();
    scope.tags.set(own, tag);
  }
  return tag;
}

function parse(source: string, outer: Scope): Tag | null {
  NAME.lastIndex = 0;
  const raw = NAME.exec(source)?.[0];
  if (raw === undefined) throw malformed();
  let at = raw.length;
  const found: [string, string][] = [];
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(source);
    if (match === null) break;
    if (found.length === MOST_ATTRIBUTES) throw malformed();
    const [whole, name = '', double, single] = match;
    found.push([name, value(double ?? single ?? '')]);
    at += whole.length;
  }
  UNENDED.lastIndex = at;
  if (UNENDED.test(source)) return null;
  const end = source.slice(at).trimStart();
  if (end !== '' && end !== '/') throw malformed();
  const scope = declaring(found, outer);
  return { name: known(raw, scope, true), raw, attributes: named(found, scope), isEmpty: end === '/', scope };
}

function declaring(found: readonly [string, string][], outer: Scope): Scope {
  const declared = found.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  outer.budget.prefixes -= outer.prefixes.size + declared.length;
  if (outer.budget.prefixes < 0)
    throw new UnreadableFile('A part of the file declares more namespaces than can be read.');
  const prefixes = new Map(outer.prefixes);
  for (const [name, uri] of declared) prefixes.set(name.slice(6), uri);
  return { ...outer, prefixes, tags: new Map() };
}

function named(found: readonly [string, string][], scope: Scope): ReadonlyMap<string, string> {
  if (found.length === 0) return NO_ATTRIBUTES;
  const attributes = new Map<string, string>();
  for (const [raw, text] of found) {
    if (raw === 'xmlns' || raw.startsWith('xmlns:')) continue;
    const name = known(raw, scope, false);
    if (attributes.has(name) && !name.startsWith('?:')) throw malformed();
    attributes.set(name, text);
  }
  return attributes;
}

// An attribute without a prefix has no namespace.
function known(raw: string, { prefixes, namespaces }: Scope, isElement: boolean): string {
  const colon = raw.indexOf(':');
  if (colon < 0 && !isElement) return raw;
  const uri = prefixes.get(colon < 0 ? '' : raw.slice(0, colon));
  if (uri === undefined && colon >= 0) throw malformed();
  const prefix = uri === undefined || uri === '' ? '' : (namespaces.get(uri) ?? '?');
  return prefix === '' ? raw.slice(colon + 1) : `${prefix}:${raw.slice(colon + 1)}`;
}

function value(raw: string): string {
  const plain = /[\t\n\r]/.test(raw) ? raw.replace(/\r\n|[\t\n\r]/g, ' ') : raw;
  return plain.includes('&') ? resolve(plain) : plain;
}

function malformed(): UnreadableFile {
  return new UnreadableFile('A part of the file is no well-formed XML: a tag cannot be read.');
}
