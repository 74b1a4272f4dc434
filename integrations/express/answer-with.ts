import type { NextFunction, Response } from 'express';
import { sendWebResponse } from 'statsig-nodekit/request';
import { orFail } from './run-handler.js';

/** Answers a request with a web-standard response; what fails on the way there goes to the error handlers. */
export function answerWith(answer: () => Promise<globalThis.Response>, res: Response, next: NextFunction): void {
  void orFail(async () => sendWebResponse(await answer(), res), next);
}
