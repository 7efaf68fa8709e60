import { featureApp } from '../../platform/http/openapi.ts';
import { diffRoutes } from './diff-routes.ts';
import { pastRoutes } from './history-routes.ts';
import { revertRoutes } from './revert-routes.ts';
import { snapshotRoutes } from './snapshot-routes.ts';
import { visitRoutes } from './visit-routes.ts';

/** A document's history: revisions, past versions, authors, and reverting. */
export const historyRoutes = featureApp();

for (const routes of [pastRoutes, diffRoutes, snapshotRoutes, revertRoutes, visitRoutes]) {
  historyRoutes.route('/', routes);
}
