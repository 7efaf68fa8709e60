import { type CarriedClip, CLIP_TYPE, wholeClip } from './carried.ts';
import { VSCODE_TYPE, vscodeLanguage } from './editor-code.ts';

/** What a paste or a drop brings, read at once: a browser empties it after the event. */
export interface Source {
  /** A fragment of a document, copied in an editor; null for none. */
  own: CarriedClip | null;
  /** The language of the code that a code editor says it copied; null where none says so. */
  language: string | null;
  html: string;
  markdown: string;
  text: string;
  files: readonly File[];
}

/** Reads what is pasted or dropped. */
export function sourceOf(data: DataTransfer): Source {
  return {
    own: wholeClip(data.getData(CLIP_TYPE)),
    language: vscodeLanguage(data.getData(VSCODE_TYPE)),
    html: data.getData('text/html'),
    markdown: data.getData('text/markdown'),
    text: data.getData('text/plain') || data.getData('text/uri-list').replace(/^#.*\r?\n/gm, ''),
    files: [...data.files],
  };
}

/** Text that no program has formatted: what the keys for plain text paste, and what lines of code take. */
export function plainSource({ text }: Source): Source {
  return { own: null, language: null, html: '', markdown: '', text, files: [] };
}
