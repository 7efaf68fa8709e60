import type { Imported } from '../../src/formats/imported.ts';
import { readOdt } from '../../src/formats/odt/read.ts';
import type { Op } from '../../src/ot/op.ts';
import { odtFile } from './odt-file.ts';
import { countedIds } from './plain-ids.ts';

/** Reads a file of these parts; images are named by their length. */
export async function read(...file: Parameters<typeof odtFile>): Promise<Imported> {
  return readOdt(odtFile(...file), {
    placeImage: async (bytes) => `https://example.com/${bytes.length}`,
    newId: countedIds(),
  });
}

/** The document of a file of these parts. */
export async function document(...file: Parameters<typeof odtFile>): Promise<readonly Op[]> {
  return (await read(...file)).document;
}

/** How often each warning was given. */
export const codes = ({ warnings }: Imported): Record<string, number> =>
  Object.fromEntries(warnings.map(({ code, count }) => [code, count]));
/** A paragraph. */
export const p = (inner: string, style = ''): string =>
  `<text:p${style && ` text:style-name="${style}"`}>${inner}</text:p>`;
/** A style. */
export const style = (
  name: string,
  inner: string,
  { parent = '', family = 'paragraph', more = '' } = {},
): string =>
  `<style:style style:name="${name}" style:family="${family}"${parent && ` style:parent-style-name="${parent}"`}${more}>${inner}</style:style>`;
/** The formats of text in a style. */
export const text = (properties: string): string => `<style:text-properties ${properties}/>`;
/** The formats of paragraphs in a style. */
export const paragraph = (properties: string): string => `<style:paragraph-properties ${properties}/>`;
/** An item of a list. */
export const item = (inner: string, attributes = ''): string =>
  `<text:list-item${attributes}>${inner}</text:list-item>`;
/** A list. */
export const list = (inner: string, name = ''): string =>
  `<text:list${name && ` text:style-name="${name}"`}>${inner}</text:list>`;
