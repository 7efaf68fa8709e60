/** One field of a form, as `multipart/form-data` has it. */
export interface FormPart {
  name: string;
  /** The name that a file has where it comes from; null for a field that is no file. */
  fileName: string | null;
  /** Its media type, in lower case and without parameters; null where there is none. */
  type: string | null;
  /** A view of the body that it came in: nothing is copied. */
  bytes: Uint8Array;
}

// A form of this API has few fields, and their headers are short.
const MOST_PARTS = 20;
const MOST_HEADER_BYTES = 8 * 1024;

/** The boundary that a `Content-Type` of `multipart/form-data` names; null for any other one. */
export function boundaryOf(contentType: string | undefined): string | null {
  const found = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(
    contentType ?? '',
  );
  return found === null ? null : (found[1] ?? found[2] ?? null);
}

/** The parts of a form (RFC 7578); null for what is no form. Takes a time in proportion to the length. */
export function parseForm(body: Uint8Array, boundary: string): FormPart[] | null {
  const marker = new TextEncoder().encode(`--${boundary}`);
  const parts: FormPart[] = [];
  // Anything before the first marker is a preamble.
  let at = startsWith(body, marker) ? 0 : nextMarker(body, marker, 0);
  if (at < 0) return null;
  for (;;) {
    at += marker.length;
    if (body[at] === DASH && body[at + 1] === DASH) return parts;
    if (body[at] !== CR || body[at + 1] !== LF || parts.length === MOST_PARTS) return null;
    const head = at + 2;
    const end = indexOf(body.subarray(0, head + MOST_HEADER_BYTES), BLANK_LINE, head - 2);
    if (end < 0) return null;
    const next = nextMarker(body, marker, end + 2);
    if (next < 0) return null;
    const headers = new TextDecoder().decode(body.subarray(head, Math.max(head, end)));
    const part = partOf(headers, body.subarray(end + BLANK_LINE.length, next - 2));
    if (part === null) return null;
    parts.push(part);
    at = next;
  }
}

const [CR, LF, DASH] = [0x0d, 0x0a, 0x2d];
const BLANK_LINE = new Uint8Array([CR, LF, CR, LF]);

// A marker begins a line; its bytes elsewhere are content. Sought with the end of the line before it, which stands nowhere
// else in it: a body of dashes is not compared with a boundary of dashes at each byte.
function nextMarker(body: Uint8Array, marker: Uint8Array, from: number): number {
  const line = new Uint8Array(2 + marker.length);
  line.set([CR, LF]);
  line.set(marker, 2);
  const at = indexOf(body, line, from);
  return at < 0 ? -1 : at + 2;
}

function partOf(headers: string, bytes: Uint8Array): FormPart | null {
  const lines = headers.split('\r\n');
  const disposition = headerIn(lines, 'content-disposition');
  if (disposition === null || !/^form-data\s*(;|$)/i.test(disposition)) return null;
  const name = parameter(disposition, 'name');
  if (name === null) return null;
  const type = headerIn(lines, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? null;
  return { name, fileName: extended(disposition) ?? parameter(disposition, 'filename'), type, bytes };
}

function headerIn(lines: readonly string[], name: string): string | null {
  const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  return line === undefined ? null : line.slice(name.length + 1).trim();
}

// Browsers write quotes and line breaks of names percent-encoded, and nothing else; some programs write a backslash
// before a quote.
function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]*))`, 'i').exec(
    disposition,
  );
  if (found === null) return null;
  const [, quoted, token = ''] = found;
  if (quoted === undefined) return token;
  return quoted.replace(/\\(["\\])/g, '$1').replace(/%(22|0D|0A)/gi, (_, hex) => fromHex(hex));
}

// RFC 7578 forbids it, and programs write it.
function extended(disposition: string): string | null {
  const value = /;\s*filename\*\s*=\s*utf-8''([^\s;]*)/i.exec(disposition)?.[1];
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function startsWith(bytes: Uint8Array, sought: Uint8Array): boolean {
  return sought.every((byte, at) => bytes[at] === byte);
}

function indexOf(bytes: Uint8Array, sought: Uint8Array, from: number): number {
  const [first] = sought;
  if (first === undefined) return -1;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1;
    while (length < sought.length && bytes[at + length] === sought[length]) length++;
    if (length === sought.length) return at;
  }
  return -1;
}
