import { useLayoutEffect, useMemo } from 'react';
import { useSession } from './session-gate.tsx';

/** How the app looks: as the device does, or always the same way. */
export const THEMES = ['system', 'light', 'dark'] as const;
/** One of the ways that the app looks. */
export type Theme = (typeof THEMES)[number];

/** How dates are written: as the browser's language has it, or always the same way. */
export const LANGUAGES = ['auto', 'en-GB', 'en-US'] as const;
/** One of the ways that dates are written. */
export type Language = (typeof LANGUAGES)[number];

type Preferences = Readonly<Record<string, unknown>>;

/** The theme among a user's preferences. */
export function themeOf(preferences: Preferences): Theme {
  return THEMES.find((theme) => theme === preferences.theme) ?? 'system';
}

/** The language among a user's preferences. */
export function languageOf(preferences: Preferences): Language {
  return LANGUAGES.find((language) => language === preferences.language) ?? 'auto';
}

/** The locale that a choice of language comes to in this browser. */
export function localeOf(language: Language): string {
  if (language !== 'auto') return language;
  return navigator.languages.find((locale) => /^en\b/i.test(locale)) ?? 'en';
}

/** Gives the page the signed-in user's theme, and answers their locale. */
export function useAppearance(): string {
  const state = useSession();
  const preferences = state.state === 'signed-in' ? state.user.preferences : null;
  const theme = preferences && themeOf(preferences);
  useLayoutEffect(() => {
    if (theme !== null) applyTheme(theme);
  }, [theme]);
  return useMemo(() => localeOf(preferences ? languageOf(preferences) : 'auto'), [preferences]);
}

// public/theme.js reads what is kept here before anything is painted, so that a reload does not flash.
function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem('theme', theme);
    document.documentElement.dataset.theme = theme;
  }
}
