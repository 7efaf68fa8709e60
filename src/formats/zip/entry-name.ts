import { UnreadableFile } from '../unreadable-file.ts';
import { fromUtf8 } from '../utf8.ts';

// The upper half of code page 437, which names are in that do not say UTF-8.
const UPPER =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

// Paths are kept and compared: an archive of few bytes may have thousands of 64 KB.
const LONGEST = 1_024;

/**
 * The path of an entry: segments parted by `/`, a folder's ends in one. Throws `UnreadableFile` for one that could lead
 * out of the archive, or that no file of it can have.
 */
export function entryName(bytes: Uint8Array, isUtf8: boolean): string {
  if (bytes.length > LONGEST)
    throw new UnreadableFile(`The archive has a file whose name has more than ${LONGEST} bytes.`);
  const name = decoded(bytes, isUtf8).replaceAll('\\', '/');
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  const isLeadingOut = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (isLeadingOut || /^[a-z]:|[\0-\x1f\x7f]/i.test(name))
    throw new UnreadableFile(`The archive has a file with an unsafe name: ${JSON.stringify(name)}.`);
  return name;
}

// Archives of macOS have UTF-8 without saying so.
function decoded(bytes: Uint8Array, isUtf8: boolean): string {
  const text = fromUtf8(bytes);
  if (text !== null) return text;
  if (isUtf8) throw new UnreadableFile('The archive has a file whose name is no text.');
  let name = '';
  for (const byte of bytes) name += byte < 0x80 ? String.fromCharCode(byte) : UPPER.charAt(byte - 0x80);
  return name;
}
