import { featureApp } from '../../platform/http/openapi.ts';
import { changeRoutes } from './change-routes.ts';
import { commentRoutes } from './comment-routes.ts';
import { decisionRoutes } from './decision-routes.ts';
import { suggestionRoutes } from './suggestion-routes.ts';
import { threadRoutes } from './thread-routes.ts';

/** The review of a document: threads with their comments, and suggestions. */
export const reviewRoutes = featureApp();

for (const routes of [threadRoutes, commentRoutes, suggestionRoutes, decisionRoutes, changeRoutes]) {
  reviewRoutes.route('/', routes);
}
