import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import { en, type Messages } from './en.ts';

const Catalogue = createContext<Messages>(en);

interface MessagesProviderProps {
  messages: Messages;
  /** The locale of dates and numbers; by default the language's own. */
  locale?: string;
  children: ReactNode;
}

/** Provides the texts of one language to its children, and sets the direction of the page. */
export function MessagesProvider({ messages, locale = messages.language, children }: MessagesProviderProps) {
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = messages.direction;
  }, [locale, messages.direction]);
  const localised = useMemo(() => ({ ...messages, language: locale }), [messages, locale]);
  return (
    <I18nProvider locale={locale}>
      <Catalogue.Provider value={localised}>{children}</Catalogue.Provider>
    </I18nProvider>
  );
}

/** The texts in the user's language. */
export function useMessages(): Messages {
  return useContext(Catalogue);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Formats a time relative to now: “5 minutes ago”, “yesterday”, then the date. */
export function useTimeAgo(): (iso: string) => string {
  const { language } = useMessages();
  return timeAgoIn(language);
}

const timesAgo = new Map<string, (iso: string) => string>();

// Formatters are dear to make, and a list has a time in each of its lines.
function timeAgoIn(language: string): (iso: string) => string {
  const known = timesAgo.get(language);
  if (known !== undefined) return known;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
  const timeAgo = (iso: string): string => {
    const time = new Date(iso);
    const seconds = (time.getTime() - Date.now()) / 1000;
    if (seconds < -6 * 86_400) return date.format(time);
    for (const [unit, size] of UNITS) {
      if (-seconds >= size) return relative.format(Math.round(seconds / size), unit);
    }
    return relative.format(0, 'second');
  };
  timesAgo.set(language, timeAgo);
  return timeAgo;
}

/** Formats a day: “3 Dec 2026”. */
export function useDate(): (iso: string) => string {
  const { language } = useMessages();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
    return (iso) => format.format(new Date(iso));
  }, [language]);
}
