import { lazyDialog } from '../../ui/parts/stand-ins.tsx';

/** The formats that a document is downloaded in, fetched when they are first asked for. */
export const ExportDialog = lazyDialog(() => import('./export-dialog.tsx'));
