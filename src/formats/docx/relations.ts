import { uri } from '../office/uri.ts';
import { escapeValue } from '../xml/escape.ts';

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/';

/** Collects what a part refers to, and gives each its id. */
export class Relations {
  readonly #ids = new Map<string, string>();
  #xml = '';

  /** The id of a part. */
  part(type: string, target: string): string {
    return this.#add(type.includes('/') ? type : TYPES + type, target, '');
  }

  /** The id of something outside the file. */
  outside(type: string, address: string): string {
    return this.#add(TYPES + type, uri(address), ' TargetMode="External"');
  }

  /** The part of the file that has them. */
  toXml(): string {
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${this.#xml}</Relationships>`;
  }

  #add(type: string, target: string, mode: string): string {
    const key = `${type} ${target}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = `rId${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    this.#xml += `<Relationship Id="${id}" Type="${type}" Target="${escapeValue(target)}"${mode}/>`;
    return id;
  }
}
