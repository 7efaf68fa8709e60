import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** The dialog of who may do what with a document, fetched when it is first opened. */
export const ShareDialog = lazyDialog(() => import('./share-dialog.tsx'));
