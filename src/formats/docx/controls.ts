import type { Attributes, Embed } from '../../ot/op.ts';
import { embedWith } from '../office/own.ts';
import type { OpenRun } from './found.ts';
import { TAG_PREFIX } from './own.ts';
import { isOn } from './properties.ts';

/** A content control: what Word lets a program mark a part of the text with. */
export interface Control {
  tag: string;
  value: string | undefined;
  isBox: boolean;
  isChecked: boolean;
  /** Its text only tells what to write there. */
  isPlaceholder: boolean;
  /** The text in it, for an embed of ours. */
  text: string;
  /** The run of that text, and its formats; null before there is any. */
  first: { run: OpenRun; attributes: Attributes } | null;
}

/** A content control of which nothing is known yet. */
export function newControl(): Control {
  return {
    tag: '',
    value: undefined,
    isBox: false,
    isChecked: false,
    isPlaceholder: false,
    text: '',
    first: null,
  };
}

/** Takes what an element in `w:sdtPr` says. */
export function readControl(control: Control, name: string, attributes: ReadonlyMap<string, string>): void {
  if (name === 'w:tag') {
    control.tag = attributes.get('w:val') ?? '';
    control.value = attributes.get('d:value');
  } else if (name === 'w14:checkbox') control.isBox = true;
  else if (name === 'w14:checked') control.isChecked = isOn(attributes.get('w14:val'));
  else if (name === 'w:showingPlcHdr') control.isPlaceholder = isOn(attributes.get('w:val'));
}

/** Whether a content control is an embed of ours. */
export function isEmbedControl({ tag }: Control): boolean {
  return tag.startsWith(TAG_PREFIX);
}

/** The embed that a content control is; null for one that a document may not have. */
export function embedOf({ tag, value, text }: Control, docId: string | null): Embed | null {
  const [, type = '', said] = /^cde-([a-z-]+)(?:=(.*))?$/s.exec(tag) ?? [];
  return embedWith(type, [value ?? said ?? text], docId);
}
