/** The media type of a table (RFC 4180). */
export const CSV_TYPE = 'text/csv';

// What a spreadsheet reads as the beginning of a formula (OWASP, CSV injection; ASVS 1.2.10).
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A record of a table (RFC 4180): every field is quoted, and no field is a formula for a spreadsheet. */
export function csvRecord(fields: readonly (string | null)[]): string {
  return `${fields.map(field).join(',')}\r\n`;
}

function field(value: string | null): string {
  const text = value ?? '';
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/**
 * A table as a stream: `header`, then page after page on demand, so that at most one page is held. `next` returns a
 * page and the position after it; null after the last page.
 */
export function csvStream<Position>(
  header: readonly string[],
  next: (
    after: Position | null,
  ) => Promise<{ records: readonly (string | null)[][]; after: Position | null }>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after: Position | null = null;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(csvRecord(header)));
    },
    async pull(controller) {
      const page = await next(after);
      after = page.after;
      if (page.records.length > 0) controller.enqueue(encoder.encode(page.records.map(csvRecord).join('')));
      if (after === null) controller.close();
    },
  });
}
