import type { Collector } from './collector.ts';

type Named = ReadonlyMap<string, string>;

/** Reads boxes to tick, of content controls and of forms. */
export class Boxes {
  readonly #found: Collector;
  // The state of a box of a form that is read.
  #form: boolean | null = null;

  constructor(found: Collector) {
    this.#found = found;
  }

  /** Takes a content control. Whether what is in it is no text of the document. */
  control(attributes: Named): boolean {
    const isBox = attributes.get('loext:checkbox') === 'true';
    const isTaken = isBox && this.#found.box(attributes.get('loext:checked') === 'true');
    // What a placeholder says is only to be written there.
    return isTaken || attributes.get('loext:showing-place-holder') === 'true';
  }

  /** Takes what stands in or is a field of a form. */
  field(name: string, attributes: Named): void {
    if (name === 'field:fieldmark' && /FORMCHECKBOX$/.test(attributes.get('field:type') ?? ''))
      this.#form = false;
    if (this.#form !== null && attributes.get('field:name') === 'Checkbox_Checked')
      this.#form = attributes.get('field:value') === 'true';
  }

  endField(): void {
    if (this.#form !== null && !this.#found.box(this.#form)) this.#found.add(this.#form ? '☒' : '☐');
    this.#form = null;
  }
}
