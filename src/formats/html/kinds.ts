import { CALLOUTS, calloutNamed } from '../blocks/model.ts';
import { attribute, type Element, isElement } from './tree.ts';

/** The callout that an element is, as our own writer or GitHub marks it; null for none. */
export function calloutOf(element: Element): string | null {
  const own = attribute(element, 'data-callout');
  if (own !== null && (CALLOUTS as readonly string[]).includes(own)) return own;
  const github = /(?:^|\s)markdown-alert-(note|tip|warning|important|caution)(?:\s|$)/.exec(
    attribute(element, 'class') ?? '',
  )?.[1];
  return github === undefined ? null : calloutNamed(github);
}

/** The language that a block of code names; null for none that a document may name. */
export function languageOf(element: Element): string | null {
  const inner = element.childNodes.filter(isElement).find(({ tagName }) => tagName === 'code');
  for (const one of inner === undefined ? [element] : [element, inner]) {
    const own = attribute(one, 'data-language');
    const named = /(?:^|\s)lang(?:uage)?-([^\s]{1,32})(?:\s|$)/.exec(attribute(one, 'class') ?? '')?.[1];
    const language = own ?? named;
    if (language !== undefined && isLanguage(language)) return language;
  }
  return null;
}

/** Whether a block of code may name this language. */
export function isLanguage(language: string): boolean {
  return /^[a-z0-9+#._-]{1,32}$/i.test(language);
}
