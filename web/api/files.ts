import { request, requestWhole } from './request.ts';

/** What could not be kept, by its code. */
export interface Loss {
  code: string;
  count: number;
}

/** What became of a file that was imported. */
export interface ImportedFile {
  documents: { id: string; title: string }[];
  warnings: Loss[];
  /** The files of an archive of which no document was made. */
  failed: { file: string; code: string; message: string }[];
}

/** Makes documents of a file. The server does it once with this key, however often it is sent. */
export function importFile(
  file: { name: string; content: Blob },
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<ImportedFile> {
  const body = new FormData();
  body.set('file', file.content, file.name);
  return request('/v1/docs/import', { method: 'POST', body, signal, idempotencyKey: key });
}

/** The formats that a document is downloaded in. */
export const DOWNLOADS = ['docx', 'odt', 'md', 'zip', 'html', 'txt', 'json'] as const;

/** One of them. */
export type Download = (typeof DOWNLOADS)[number];

/** A document as a file, at a version or the newest (null). */
export async function downloadDocument(
  docId: string,
  format: Download,
  version: number | null,
): Promise<{ name: string; content: Blob; losses: Loss[] }> {
  const query = new URLSearchParams({ format });
  if (version !== null) query.set('version', String(version));
  const response = await requestWhole(`/v1/docs/${docId}/export?${query}`, { accept: '*/*' });
  return {
    name: nameIn(response.headers.get('Content-Disposition')) ?? `document.${format}`,
    content: await response.blob(),
    losses: lossesIn(response.headers.get('X-Export-Warnings')),
  };
}

function nameIn(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1];
  return encoded === undefined ? null : decodeURIComponent(encoded);
}

function lossesIn(warnings: string | null): Loss[] {
  return [...(warnings ?? '').matchAll(/([a-z_]+);n=(\d+)/g)].map(([, code = '', count]) => ({
    code,
    count: Number(count),
  }));
}
