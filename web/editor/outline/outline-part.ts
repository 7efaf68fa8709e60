import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** The headings of the open document, fetched when they are first asked for. */
export const Outline = lazyDialog(() => import('./outline.tsx'));
