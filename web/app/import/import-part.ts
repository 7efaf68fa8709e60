import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** The dialog that imports files, fetched when it is first opened. */
export const ImportDialog = lazyDialog(() => import('./import-dialog.tsx'));
