import type { RequestHandler } from 'express';
import type { RequestClient } from 'statsig-nodekit/request';

/** What applications answer for routes that do not exist, where they told `statsig()` so. */
export const notFoundHandlers: WeakMap<RequestClient, RequestHandler> = new WeakMap();
