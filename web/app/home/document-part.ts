import { lazyPage } from '../../ui/parts/stand-ins.tsx';

/** A document and the editor, which are most of the app: fetched on first use, or ahead of it. */
export const DocumentPage = lazyPage(() => import('../document/document-page.tsx'));
