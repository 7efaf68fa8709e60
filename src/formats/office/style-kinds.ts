import { STYLE_NAMES } from './own.ts';

/** What the name of a paragraph's style, or of one that it is based on, says. */
export type StyleKind =
  | { readonly kind: 'header'; readonly level: number }
  | { readonly kind: 'quote' | 'rule' | 'page-break' | 'plain' }
  | { readonly kind: 'code'; readonly language: string | true }
  | { readonly kind: 'callout'; readonly callout: string };

/** What a style of this name is for; null for one that says nothing. */
export function kindNamed(name: string): StyleKind | null {
  const [, level] = /^heading ([1-9])$/i.exec(name) ?? [];
  if (level !== undefined) return { kind: 'header', level: Math.min(Number(level), 6) };
  if (/^title$/i.test(name)) return { kind: 'header', level: 1 };
  if (/^((intense )?quote|quotations?|block ?(text|quote|quotation))$/i.test(name)) return { kind: 'quote' };
  if (name.startsWith(STYLE_NAMES.code)) {
    const language = name.slice(STYLE_NAMES.code.length).replace(/^: /, '');
    return { kind: 'code', language: language === '' ? true : language };
  }
  if (/\b(source ?code|code|preformatted( text)?)$/i.test(name)) return { kind: 'code', language: true };
  if (name.startsWith(`${STYLE_NAMES.callout}: `))
    return { kind: 'callout', callout: name.slice(STYLE_NAMES.callout.length + 2) };
  if (/^horizontal line$/i.test(name)) return { kind: 'rule' };
  if (name === STYLE_NAMES.pageBreak) return { kind: 'page-break' };
  return null;
}

/** Whether the text of a style of this name is code. */
export function isCodeName(name: string): boolean {
  return /\bcode\b|verbatim|source text|keyboard|teletype|typewriter|user entry/i.test(name);
}

/** Whether a style of this name is that of links, which says nothing of the author's. */
export function isLinkName(name: string): boolean {
  return /^((followed|visited) ?)?(hyperlink|internet ?link)( visited)?$|^visited internet link$/i.test(name);
}
