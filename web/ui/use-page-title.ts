import { useEffect } from 'react';
import { useMessages } from './i18n/i18n.tsx';

/** Sets the title of the page in the browser's tab. */
export function usePageTitle(title: string): void {
  const { app } = useMessages();
  useEffect(() => {
    document.title = title ? `${title} · ${app.name}` : app.name;
  }, [title, app.name]);
}
