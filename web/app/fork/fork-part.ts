import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** What is new in a fork and in its origin, fetched when it is first opened. */
export const ForkDialog = lazyDialog(() => import('./fork-dialog.tsx'));
