import { useEffect } from 'react';
import type { Visit } from '../history/visit.ts';
import type { ViewSource } from './page-view.ts';

/** Records in a visit which versions the user sees. */
export function useSaw({ subscribe, view }: ViewSource, visit: Visit): void {
  useEffect(() => {
    const look = (): void => {
      const { status } = view();
      if ('version' in status) visit.saw(status.version);
      else if (status.state === 'stopped') visit.forget();
    };
    look();
    return subscribe(look);
  }, [subscribe, view, visit]);
}
