import { createHash } from 'node:crypto';
import { plainName } from '../../content/plain-name.ts';

/** The name of a document's file: the header that gives it (RFC 6266), and a short tag of it. */
export function fileName(title: string, ending: string): { disposition: string; tag: string } {
  const name = `${plainName(title)}.${ending}`;
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replaceAll('%', '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const tag = createHash('sha256').update(title).digest('base64url').slice(0, 8);
  return { disposition: `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`, tag };
}
