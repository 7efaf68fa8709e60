import { featureApp } from '../../platform/http/openapi.ts';
import { changeRoutes } from './change-routes.ts';
import { commentRoutes } from './comment-routes.ts';
import { decisionRoutes } from './decision-routes.ts';
import { editRoutes } from './edit-routes.ts';
import { suggestionRoutes } from './suggestion-routes.ts';
import { threadRoutes } from './thread-routes.ts';

/** The review of a document: threads with their comments, suggestions, and edits by words that may be suggestions. */
export const reviewRoutes = featureApp();

for (const routes of [
  threadRoutes,
  commentRoutes,
  suggestionRoutes,
  decisionRoutes,
  changeRoutes,
  editRoutes,
]) {
  reviewRoutes.route('/', routes);
}
