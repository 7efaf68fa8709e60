// What the page says before, or without, the app. By itself, so that the app does not carry what it never says.

/** What this installation calls itself. */
export const name = 'Octavo';
/** What it is, in a line. */
export const tagline = 'Write together. Never lose a word.';
/** To whom scripts are turned off. */
export const needsScript = 'This editor needs JavaScript.';
