import { OwnedTexts } from './owned-texts.ts';

/** What typing does in each document that a user has chosen it for, kept on this device until the user signs out. */
export const keptModes = new OwnedTexts('mode', () => localStorage);

/** The same of a guest: it ends with the tab, like everything of theirs. */
export const guestModes = new OwnedTexts('mode', () => sessionStorage);
