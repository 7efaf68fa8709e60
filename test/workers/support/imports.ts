import { zipOf } from '../../../src/formats/zip/zip-writer.ts';

/** A file to import: its name, and its bytes or its text. */
export interface TestFile {
  name: string;
  content: string | Uint8Array;
  type?: string;
}

/** A form as it is sent. */
export interface SentForm {
  body: Uint8Array;
  headers: Record<string, string>;
}

/** The request that imports a file, with further fields of its form. */
export async function importOf(
  token: string,
  { name, content, type }: TestFile,
  { fields = {}, headers = {} }: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
): Promise<SentForm & { method: string; token: string }> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set(
    'file',
    new File([content as Uint8Array<ArrayBuffer> | string], name, type === undefined ? {} : { type }),
  );
  return { method: 'POST', token, ...(await sent(form, headers)) };
}

async function sent(form: FormData, headers: Record<string, string>): Promise<SentForm> {
  const response = new Response(form);
  const type = response.headers.get('Content-Type') ?? '';
  return {
    body: new Uint8Array(await response.arrayBuffer()),
    headers: { ...headers, 'Content-Type': type },
  };
}

/** An archive of these files by their paths. */
export function archiveOf(files: Record<string, string | Uint8Array>): TestFile {
  const bytes = (content: string | Uint8Array) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const content = zipOf(Object.entries(files).map(([name, content]) => [name, bytes(content)]));
  return { name: 'export.zip', content };
}
