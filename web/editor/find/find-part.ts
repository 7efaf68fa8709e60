import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** The bar that finds and replaces, fetched when it is first asked for. */
export const FindBar = lazyDialog(() => import('./find-bar.tsx'));
