/** `openDocument` of then; its options have only grown since. */
export { openDocument } from '../../../web/collab/open-document.ts';
