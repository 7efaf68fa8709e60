import { featureApp } from '../../platform/http/openapi.ts';
import { changeRoutes } from './change-routes.ts';
import { commentRoutes } from './comment-routes.ts';
import { threadRoutes } from './thread-routes.ts';

/** The review of a document: threads with their comments. */
export const reviewRoutes = featureApp();

for (const routes of [threadRoutes, commentRoutes, changeRoutes]) {
  reviewRoutes.route('/', routes);
}
