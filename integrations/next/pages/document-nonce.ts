import type { IncomingMessage } from 'node:http';
import { policyNonce } from '../policy-nonce.js';

/** What is looked at of the context of a document. */
export interface DocumentRequest {
  /** Undefined for a page that is rendered while the application is built. */
  readonly req?: Pick<IncomingMessage, 'headers'> | undefined;
}

/**
 * The nonce of the page's content security policy, for `<Head>` and `<NextScript>` in `_document`: from the request header
 * `x-nonce`, or else from the policy that the proxy put into the request headers. Undefined when there is neither.
 *
 * Values of flags travel in the properties of the page, which Next puts into a script that it escapes itself.
 */
export function documentNonce({ req }: DocumentRequest): string | undefined {
  return policyNonce((name) => req?.headers[name]);
}
