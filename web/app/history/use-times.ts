import { useMemo } from 'react';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The formats of times in the history, in the reader's language and time zone. */
export interface Times {
  /** “09:12”. */
  clock(iso: string): string;
  /** “21 Nov 2026, 09:12”. */
  full(iso: string): string;
  /** “Today”, “Yesterday”, “Saturday 21 November”, with the year if it is not the current one. */
  day(day: string): string;
}

/** The time formats of the history. */
export function useTimes(): Times {
  const { language, history } = useMessages();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false });
    const full = new Intl.DateTimeFormat(language, {
      dateStyle: 'medium',
      timeStyle: 'short',
      hour12: false,
    });
    const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
    const year = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });
    return {
      clock: (iso) => clock.format(new Date(iso)),
      full: (iso) => full.format(new Date(iso)),
      day: (text) => {
        const date = new Date(`${text}T00:00`);
        const today = new Date();
        today.setHours(0, 0, 0, 0);
        const days = Math.round((today.getTime() - date.getTime()) / 86_400_000);
        if (days === 0) return history.timeline.today;
        if (days === 1) return history.timeline.yesterday;
        return (date.getFullYear() === today.getFullYear() ? day : year).format(date);
      },
    };
  }, [language, history]);
}
