import { useLayoutEffect, useMemo } from 'react';
import { useSession } from './session-gate.tsx';

/** The themes: as on the device, or a fixed one. */
export const THEMES = ['system', 'light', 'dark'] as const;
/** One of the themes. */
export type Theme = (typeof THEMES)[number];

/** The formats of dates: as in the browser's language, or a fixed one. */
export const LANGUAGES = ['auto', 'en-GB', 'en-US'] as const;
/** One of the formats of dates. */
export type Language = (typeof LANGUAGES)[number];

type Preferences = Readonly<Record<string, unknown>>;

/** The theme in a user's preferences. */
export function themeOf(preferences: Preferences): Theme {
  return THEMES.find((theme) => theme === preferences.theme) ?? 'system';
}

/** The language in a user's preferences. */
export function languageOf(preferences: Preferences): Language {
  return LANGUAGES.find((language) => language === preferences.language) ?? 'auto';
}

/** The locale of a language choice in this browser. */
export function localeOf(language: Language): string {
  if (language !== 'auto') return language;
  return navigator.languages.find((locale) => /^en\b/i.test(locale)) ?? 'en';
}

/** Applies the signed-in user's theme to the page, and returns the user's locale. */
export function useAppearance(): string {
  const state = useSession();
  const preferences = state.state === 'signed-in' ? state.user.preferences : null;
  const theme = preferences && themeOf(preferences);
  useLayoutEffect(() => {
    if (theme !== null) applyTheme(theme);
  }, [theme]);
  return useMemo(() => localeOf(preferences ? languageOf(preferences) : 'auto'), [preferences]);
}

// public/theme.js reads the stored theme before the first paint, so that a reload does not flash.
function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem('theme', theme);
    document.documentElement.dataset.theme = theme;
  }
}
