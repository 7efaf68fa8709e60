// The texts that the page shows before or without the app. In a file of their own, so that the app's bundle does not
// contain them.

/** The name of this installation. */
export const name = 'Octavo';
/** Its tagline. */
export const tagline = 'Write together. Never lose a word.';
/** Shown when scripts are turned off. */
export const needsScript = 'This editor needs JavaScript.';
