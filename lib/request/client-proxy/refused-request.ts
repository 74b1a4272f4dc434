/** Why a browser's request is not served. */
export interface Refusal {
  /** Of the answer. */
  readonly status: 400 | 401 | 403 | 405 | 408 | 413 | 415 | 429 | 500 | 503;
  /** After how long the browser may try again. Unit: seconds. @default not told */
  readonly retryAfterS?: number;
  /** The methods that there are, with status 405. */
  readonly allow?: string;
}

/** A request that is not served, with the answer that says so. Never reaches an application. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly refusal: Refusal;

  /** @param message read by whoever looks at the answer; holds nothing that the request did not bring */
  constructor(refusal: Refusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.refusal = refusal;
  }
}
