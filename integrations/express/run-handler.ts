import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Runs a handler of the application's in the place of this package's own. What it throws or rejects with goes to the error
 * handlers, on Express 4 too, which would leave the request without an answer.
 */
export function runHandler(handler: RequestHandler, req: Request, res: Response, next: NextFunction): void {
  void orFail(async () => handler(req, res, next), next);
}

/** Does the work, at once as far as it can be, and gives what it throws or rejects with to the error handlers. */
export async function orFail(work: () => Promise<unknown>, next: NextFunction): Promise<void> {
  try {
    await work();
  } catch (error) {
    next(error);
  }
}
