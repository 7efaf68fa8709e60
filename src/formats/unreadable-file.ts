/** A file that is damaged, protected, hostile, or not of the kind that it should be. The message tells its sender why. */
export class UnreadableFile extends Error {}
