import type { Origin } from '../imported.ts';
import { escapeText } from '../xml/escape.ts';

/** The tracked changes of a text, which it names by their ids. */
export class Changes {
  #xml = '';
  #count = 0;

  /** A change; `content` is what was deleted. Gives its id. */
  add(kind: 'insertion' | 'deletion' | 'format-change', by: Origin, content = ''): string {
    const id = `ct${++this.#count}`;
    const said = kind === 'format-change' ? ' d:said="1"' : '';
    this.#xml += `<text:changed-region xml:id="${id}" text:id="${id}"><text:${kind}${said}><office:change-info>${originXml(by)}</office:change-info>${content}</text:${kind}></text:changed-region>`;
    return id;
  }

  /** The list of them, which comes before the text; '' for none. */
  toXml(): string {
    if (this.#count === 0) return '';
    return `<text:tracked-changes text:track-changes="false">${this.#xml}</text:tracked-changes>`;
  }
}

/** Who wrote something, and when. */
export function originXml({ author, date }: Origin): string {
  const at = date === null ? '' : `<dc:date>${escapeText(date.replace(/\.\d+/, ''))}</dc:date>`;
  return `<dc:creator>${escapeText(author ?? '')}</dc:creator>${at}`;
}

/** What stands where something was deleted. */
export function deletedMark(id: string): string {
  return `<text:change text:change-id="${id}"/>`;
}

/** Where the text of a change begins. */
export function changeStart(id: string): string {
  return `<text:change-start text:change-id="${id}"/>`;
}

/** Where the text of a change ends. */
export function changeEnd(id: string): string {
  return `<text:change-end text:change-id="${id}"/>`;
}
