/**
 * A gate with `otherwise: 'forbidden'` turned a request away. Express's error handlers get it, and answer 403 by its `status`.
 * It names no gate, because error handlers may show it.
 */
export class GateDeniedError extends Error {
  override readonly name = 'GateDeniedError';
  readonly code = 'gate_denied';
  /** For error handlers: Express's own answers with it. */
  readonly status = 403;

  constructor() {
    super('Forbidden');
  }
}
