import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components';
import { en, type Messages } from './en.ts';

const Catalogue = createContext<Messages>(en);

/** Gives the texts of one language to all below it, and its direction to the page. */
export function MessagesProvider({ messages, children }: { messages: Messages; children: ReactNode }) {
  useEffect(() => {
    document.documentElement.lang = messages.language;
    document.documentElement.dir = messages.direction;
  }, [messages]);
  return (
    <I18nProvider locale={messages.language}>
      <Catalogue.Provider value={messages}>{children}</Catalogue.Provider>
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

/** Writes a time as people say it: “5 minutes ago”, “yesterday”, then the date. */
export function useTimeAgo(): (iso: string) => string {
  const { language } = useMessages();
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
    return (iso) => {
      const time = new Date(iso);
      const seconds = (time.getTime() - Date.now()) / 1000;
      if (seconds < -6 * 86_400) return date.format(time);
      for (const [unit, size] of UNITS) {
        if (-seconds >= size) return relative.format(Math.round(seconds / size), unit);
      }
      return relative.format(0, 'second');
    };
  }, [language]);
}
