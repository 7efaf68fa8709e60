import { useMemo } from 'react';
import { useMessages } from '../../../ui/i18n/i18n.tsx';

/** Formats a time to the second: “3 Dec 2026, 14:05:09”. */
export function useMoment(): (iso: string) => string {
  const { language } = useMessages();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    return (iso) => format.format(new Date(iso));
  }, [language]);
}
