import { lazyPage } from '../../ui/parts/stand-ins.tsx';

/** A document and the editor, which are most of the app: fetched when they are first shown, or ahead of that. */
export const DocumentPage = lazyPage(() => import('../document/document-page.tsx'));
