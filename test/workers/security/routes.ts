import { apiDescription } from '../../../src/app.ts';
import type { Scene } from './sample-rows.ts';
import { SAMPLES, type Sample } from './samples.ts';

/** A route in the API's description. */
export interface Route {
  /** `GET /v1/docs/{docId}`. */
  name: string;
  method: string;
  path: string;
  access: string | undefined;
  hasBody: boolean;
}

interface Operation {
  'x-access'?: string;
  requestBody?: { content?: Record<string, unknown> };
}

/** Every route in the API's description. */
export function everyRoute(): Route[] {
  const { paths = {} } = apiDescription() as unknown as { paths?: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      access: operation['x-access'],
      hasBody: operation.requestBody?.content?.['application/json'] !== undefined,
    })),
  );
}

/** A route with each of its declared requests. */
export function everySample(): { route: Route; name: string; sample: Sample }[] {
  return everyRoute().flatMap((route) =>
    Object.entries(SAMPLES)
      .filter(([name]) => name === route.name || name.startsWith(`${route.name} (`))
      .map(([name, sample]) => ({ route, name, sample })),
  );
}

/** The request of a sample: its address and its content. */
export async function requestOf(route: Route, sample: Sample, scene: Scene) {
  const params: Record<string, string> = { docId: scene.docId, ...(await sample.path?.(scene)) };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${route.name}: nothing stands for ${name}`);
    return value;
  });
  const body = sample.body === 'member' ? { userId: scene.member } : sample.body;
  return { path: `${path}${sample.query ?? ''}`, method: route.method, body, headers: sample.headers };
}
