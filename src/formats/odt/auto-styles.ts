import { escapeValue } from '../xml/escape.ts';

const PREFIXES = { paragraph: 'P', text: 'T', 'table-column': 'Co' } as const;

type Family = keyof typeof PREFIXES;

/** A name as styles may have it: `Heading_20_1`. */
export function styleId(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}_`);
}

/** The automatic styles of a text: each look is one. */
export class AutoStyles {
  readonly #names = new Map<string, string>();
  readonly #counts: Record<Family, number> = { paragraph: 0, text: 0, 'table-column': 0 };
  #xml = '';

  /** The name of the style of a family with these properties over those of `parent`, which is '' for none. */
  name(family: Family, parent: string, properties: string): string {
    if (properties === '') return parent;
    const key = `${family} ${parent} ${properties}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `${PREFIXES[family]}${++this.#counts[family]}`;
    this.#names.set(key, name);
    const based = parent === '' ? '' : ` style:parent-style-name="${escapeValue(parent)}"`;
    this.#xml += `<style:style style:name="${name}" style:family="${family}"${based}><style:${family}-properties${properties}/></style:style>`;
    return name;
  }

  /** The styles. */
  toXml(): string {
    return this.#xml;
  }
}
