import { WINGS, type Wing } from './wings.ts';

/** The wing of a file, or undefined. The entries are files of `src` itself. */
export function wingOf(path: string): Wing | undefined {
  const entry = /^src\/[^/]+$/.test(path);
  const wings = WINGS.filter((wing) =>
    entry ? wing.path === 'src' : wing.path !== 'src' && isIn(path, wing.path),
  );
  return wings.sort((a, b) => b.path.length - a.path.length)[0];
}

/** Why the law forbids a file to import another, or a package; null if it does not. Paths are from the root. */
export function judge(from: string, to: string, isPackage = false): string | null {
  const wing = wingOf(from);
  if (wing === undefined) return `${from} stands in no wing`;
  if (knowsNoHttp(from) && isHttp(to, isPackage))
    return `${from} may not import ${to}: only the routes and schemas of a feature know HTTP`;
  if (isPackage) return mayUse(wing, to) ? null : `${wing.path} may not import the package ${to}`;
  const other = wingOf(to);
  if (other === undefined) return `${wing.path} may not import ${to}`;
  if (isRpcOf(wing, to) || isContract(wing, to)) return null;
  if (other !== wing && !wing.imports.some((path) => isIn(other.path, path)))
    return `${wing.path} may not import ${other.path}`;
  if (/(^|-)queries\.ts$/.test(base(to)) && isIn(to, 'src/features') && folder(from) !== folder(to))
    return `only ${folder(to)} itself may import its queries`;
  return null;
}

// Both routes and consumers call verbs, so a verb knows no HTTP. `hono/html` is allowed: it only writes and escapes
// text.
function knowsNoHttp(from: string): boolean {
  if (isIn(from, 'src/features')) return !isHttpOfFeature(from);
  return ['src/background', 'src/archiving', 'src/content', 'src/platform/verbs'].some((wing) =>
    isIn(from, wing),
  );
}

function isHttp(to: string, isPackage: boolean): boolean {
  if (isPackage) return to !== 'hono/html' && /^@?hono(\/|$)/.test(to);
  return isIn(to, 'src/platform/http') || (isIn(to, 'src/features') && isHttpOfFeature(to));
}

function isHttpOfFeature(path: string): boolean {
  return /(^|-)(routes|schemas)\.ts$/.test(base(path));
}

// The Worker reaches an object only by its typed RPC; the entry exports the classes.
function isRpcOf(wing: Wing, to: string): boolean {
  return /^durable-objects\/[^/]+\/rpc\.ts$/.test(to) && speaksRpc(wing);
}

// An object's RPC includes the result types of its storage, its archive and its review.
function isContract({ path }: Wing, to: string): boolean {
  return (
    /^durable-objects\/document\/(storage|archive|review)$/.test(path) &&
    to === 'durable-objects/document/rpc.ts'
  );
}

function speaksRpc({ path }: Wing): boolean {
  return ['src/admin', 'src/features', 'src/archiving', 'src/content'].includes(path);
}

function mayUse({ packages }: Wing, name: string): boolean {
  return packages.some((known) =>
    known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name,
  );
}

/** The folder of a file, between which imports are counted. */
export function folder(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function base(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
