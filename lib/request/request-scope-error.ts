/**
 * A call needed the current request's user and there was none to be had: it came from outside of a request, or while an
 * asynchronous `user` option was still at work. The message says which call to write instead.
 */
export class RequestScopeError extends Error {
  override readonly name = 'RequestScopeError';
  readonly code: 'request_scope_missing' | 'request_user_pending';

  constructor(code: 'request_scope_missing' | 'request_user_pending', message: string) {
    super(message);
    this.code = code;
  }
}
