/** What a file is read as. */
export type FileKind = 'md' | 'html' | 'txt' | 'docx' | 'odt' | 'zip';

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
  odt: 'odt',
  zip: 'zip',
};

const TYPES: Readonly<Record<string, FileKind>> = {
  'text/markdown': 'md',
  'text/x-markdown': 'md',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'txt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
};

/** The kinds of files of office programs: each is a document of its own. */
export type OfficeKind = 'docx' | 'odt';

/** Whether a file is one of an office program, by its kind. */
export function isOfficeKind(kind: FileKind | undefined): kind is OfficeKind {
  return kind === 'docx' || kind === 'odt';
}

/**
 * What a file is: by its first bytes where these say it, then by the ending of its name, then by the media type that its
 * sender claims. A Word file is an archive too, and told from others by what is in it; the first file in one of
 * OpenDocument says what it is. Null for what is not taken.
 */
export function fileKind(file: { name: string; type: string | null; bytes: Uint8Array }): FileKind | null {
  const { name, type, bytes } = file;
  const named = FILE_ENDINGS[endingOf(name)] ?? null;
  const isOpenDocument = openDocumentType(bytes);
  if (isOpenDocument !== null) return TYPES[isOpenDocument.replace(/-template$/, '')] ?? null;
  if (isZip(bytes)) return named === 'docx' || named === 'odt' ? named : 'zip';
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

// Of OpenDocument the first file is this one, and is not compressed (ODF 1.3 part 2, 3.3).
const MIMETYPE = 'mimetypeapplication/vnd.oasis.opendocument.';
const NAME_AT = 30;
const LONGEST_TYPE = 100;

function openDocumentType(bytes: Uint8Array): string | null {
  if (!isZip(bytes)) return null;
  const head = String.fromCharCode(...bytes.subarray(NAME_AT, NAME_AT + LONGEST_TYPE));
  return head.startsWith(MIMETYPE) ? (/^mimetype([a-z/.-]+)/.exec(head)?.[1] ?? null) : null;
}
