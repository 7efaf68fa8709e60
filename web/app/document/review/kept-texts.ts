import type { Range } from '../../../../src/ot/op.ts';
import { drafts } from '../../../api/drafts.ts';
import type { Mentioned } from './mention-text.ts';

/** What a person is writing: it survives closing its field and reloading the page. */
export interface KeptText {
  text: string;
  mentions: readonly Mentioned[];
  /** The body as it was sent last, and the key that it was sent with: a repeat of the same is the same write. */
  sent?: { body: string; key: string };
}

/** Where a thread is being begun. */
export interface Beginning {
  /** The text that was selected; '' for the whole document. */
  quote: string;
  /** Where it is in the text that is shown; null for the whole document. */
  range: Range | null;
  /** Where it is in the text of a version: what is sent. Null until the user's own edits are acknowledged. */
  base: { version: number; range: Range | null } | null;
  /** It was left when the page was: no one waits for its field. */
  isRestored?: true;
}

/** The texts that a user is writing in a document, by what each is for; kept for this tab until the user signs out. */
export class KeptTexts {
  private readonly userId: string;
  private readonly docId: string;

  constructor(userId: string, docId: string) {
    this.userId = userId;
    this.docId = docId;
  }

  get<T>(what: string): T | null {
    return JSON.parse(drafts.get(this.userId, `${this.docId} ${what}`) ?? 'null') as T | null;
  }

  /** Keeps a value; null removes it. A browser without storage keeps nothing, and what is shown stays. */
  set(what: string, value: object | null): void {
    drafts.set(this.userId, `${this.docId} ${what}`, value && JSON.stringify(value));
  }
}
