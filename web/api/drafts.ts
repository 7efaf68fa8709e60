import { OwnedTexts } from './owned-texts.ts';

/** The comments that a user is writing, kept for this tab until they are sent or the user signs out. */
export const drafts = new OwnedTexts('comment', () => sessionStorage);
