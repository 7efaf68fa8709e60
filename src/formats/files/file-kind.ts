/** What a file is read as. */
export type FileKind = 'md' | 'html' | 'txt' | 'docx' | 'zip';

/** The endings of the files that are taken, and what each is read as. A ZIP is of texts with their images. */
export const FILE_ENDINGS: Readonly<Record<string, FileKind>> = {
  md: 'md',
  markdown: 'md',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  txt: 'txt',
  text: 'txt',
  docx: 'docx',
  zip: 'zip',
};

const TYPES: Readonly<Record<string, FileKind>> = {
  'text/markdown': 'md',
  'text/x-markdown': 'md',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'txt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
};

/**
 * What a file is (a Word file is an archive too, and told from others by what is in it): by its first bytes where these say it, then by the ending of its name, then by the media type that its
 * sender claims. Null for what is not taken.
 */
export function fileKind(file: { name: string; type: string | null; bytes: Uint8Array }): FileKind | null {
  const { name, type, bytes } = file;
  const named = FILE_ENDINGS[endingOf(name)] ?? null;
  if (isZip(bytes)) return named === 'docx' ? named : 'zip';
  if (named !== null) return named;
  if (endingOf(name) !== '' && type === null) return null;
  return TYPES[type ?? ''] ?? null;
}

/** Whether a file that is no image would be imported as a document, by its name, or else by its media type. */
export function isDocumentFile({ name, type }: { name: string; type: string }): boolean {
  if (type.startsWith('image/')) return false;
  const ending = endingOf(name);
  return Object.hasOwn(ending === '' ? TYPES : FILE_ENDINGS, ending === '' ? type : ending);
}

/** The ending of a file's name, in lower case; '' for none. */
export function endingOf(name: string): string {
  return /[^/\\.][^/\\]*\.([^./\\ ]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

// A local file, or the end of an archive without any.
function isZip([a, b, c, d]: Uint8Array): boolean {
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
}
