import type { RequestView } from 'statsig-nodekit/request';

declare global {
  // The name by which `@types/express` lets packages add to its requests.
  // oxlint-disable-next-line typescript/no-namespace -- see above
  namespace Express {
    interface Request {
      /**
       * The client with the user of this request. There behind the middleware `statsig()`; where it may not have run, use
       * `tryGetStatsig(req)`.
       */
      statsig: RequestView;
    }
  }
}

/** Where a request has its client; see the declaration of `Express.Request`. */
export type WithStatsig = Pick<Express.Request, 'statsig'>;
