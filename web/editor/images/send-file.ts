/** The answer to an upload. `code`: why it was refused; null where the server did not say. */
export interface SendAnswer {
  status: number;
  code: string | null;
}

/** A file on its way to a document. */
export interface SentFile {
  docId: string;
  type: string;
  bytes: ArrayBuffer;
}

/**
 * Uploads a file, and tells what part of it was sent, from 0 to 1. `XMLHttpRequest`, because `fetch` does not tell that.
 * Status 0: there was no answer.
 */
export function sendFile(
  { docId, type, bytes }: SentFile,
  token: string,
  { progress, signal }: { progress(part: number): void; signal: AbortSignal },
): Promise<SendAnswer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const end = (): void => resolve({ status: request.status, code: codeOf(request.responseText) });
    request.open('POST', `/v1/docs/${docId}/uploads`);
    request.setRequestHeader('Content-Type', type);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = end;
    request.onerror = end;
    request.onabort = end;
    if (signal.aborted) resolve({ status: 0, code: null });
    else {
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(bytes);
    }
  });
}

function codeOf(text: string): string | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
