/** A proxy that could not be reached, or would not do its part; becomes a `NetworkRequestError` where the request was sent. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  /** One short clause that holds no credentials: `the proxy refused: status 407 Proxy Authentication Required`. */
  readonly detail: string;

  constructor(detail: string, options?: { readonly cause?: unknown }) {
    super(detail, options);
    this.detail = detail;
  }
}
