import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** The sharing dialog, fetched when it is first opened. */
export const ShareDialog = lazyDialog(() => import('./share-dialog.tsx'));
