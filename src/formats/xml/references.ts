import { UnreadableFile } from '../unreadable-file.ts';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with its references resolved: the five entities, and characters by number. Throws `UnreadableFile` for others. */
export function resolve(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|(\w+));|&/gi, (whole, hex, decimal, name) => {
    if (name !== undefined && Object.hasOwn(NAMED, name)) return NAMED[name] as string;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff))
      throw new UnreadableFile(`A part of the file has an unknown reference, ${JSON.stringify(whole)}.`);
    return String.fromCodePoint(code);
  });
}
