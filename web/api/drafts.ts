const PREFIX = 'comment';

/** The users who signed out in this page: what is still under way in it keeps nothing more of theirs. */
const left = new Set<string>();

/**
 * The comments that a user is writing, kept for this tab until they are sent or the user signs out. A browser without
 * storage keeps nothing.
 */
export const drafts = {
  get(userId: string, name: string): string | null {
    try {
      return sessionStorage.getItem(keyOf(userId, name));
    } catch {
      return null;
    }
  },

  /** Keeps a draft; null removes it. */
  set(userId: string, name: string, draft: string | null): void {
    try {
      if (draft === null) sessionStorage.removeItem(keyOf(userId, name));
      else if (!left.has(userId)) sessionStorage.setItem(keyOf(userId, name), draft);
    } catch {
      // What is written is still in its field.
    }
  },

  /** Removes all drafts of a user from this tab, and keeps none until `welcome`. */
  drop(userId: string): void {
    left.add(userId);
    try {
      for (const key of Object.keys(sessionStorage))
        if (key.startsWith(keyOf(userId, ''))) sessionStorage.removeItem(key);
    } catch {
      // Storage that refuses holds no drafts either.
    }
  },

  /** The user is here again. */
  welcome(userId: string): void {
    left.delete(userId);
  },
};

function keyOf(userId: string, name: string): string {
  return `${PREFIX} ${userId} ${name}`;
}
