import { didYouMean } from 'statsig-nodekit/request';
import { errorResponse, type Handler } from './handler.js';

/** One endpoint. A `*` at the end of the path stands for one last segment of any text, which may be empty. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  readonly path: string;
  readonly handle: Handler;
}

/** One handler that sends every request to its route; unknown paths are 404, known paths asked wrongly 405. */
export function routeRequests(routes: readonly Route[]): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const matching = routes.filter((route) => matches(route.path, pathname));
    const route = matching.find(({ method }) => method === request.method);
    if (route !== undefined) return route.handle(request);
    const [first] = matching;
    if (first === undefined) {
      const suggestion = didYouMean(pathname, new Set(routes.map(({ path }) => path)));
      return errorResponse(404, `the emulator has no ${pathname}${suggestion}`);
    }
    const allowed = matching.map(({ method }) => method).join(', ');
    const response = errorResponse(405, `${pathname} takes ${allowed}, not ${request.method}`);
    response.headers.set('allow', allowed);
    return response;
  };
}

function matches(pattern: string, pathname: string): boolean {
  if (!pattern.endsWith('*')) return pattern === pathname;
  const prefix = pattern.slice(0, -1);
  return pathname.startsWith(prefix) && !pathname.slice(prefix.length).includes('/');
}
