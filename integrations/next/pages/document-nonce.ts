import type { IncomingMessage } from 'node:http';

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
  const stated = req?.headers['x-nonce'];
  if (typeof stated === 'string' && isNonce(stated)) return stated;
  const policies = [
    req?.headers['content-security-policy'],
    req?.headers['content-security-policy-report-only'],
  ].flatMap((policy) => policy ?? []);
  for (const policy of policies) {
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    if (nonce !== undefined && isNonce(nonce)) return nonce;
  }
  return undefined;
}

/** Source of its form: https://www.w3.org/TR/CSP3/#grammardef-base64-value */
function isNonce(text: string): boolean {
  return /^[\w+/-]{1,256}={0,2}$/.test(text);
}
