/**
 * The nonce of a page's content security policy: from the request header `x-nonce`, or else from the policy that the proxy put into
 * the request headers. Undefined when there is neither.
 *
 * @param headerOf reads a header of the request by its name in lower case
 */
export function policyNonce(
  headerOf: (name: string) => string | readonly string[] | null | undefined,
): string | undefined {
  const stated = headerOf('x-nonce');
  if (typeof stated === 'string' && isNonce(stated)) return stated;
  const policies = [headerOf('content-security-policy'), headerOf('content-security-policy-report-only')];
  for (const policy of policies.flat()) {
    const nonce = /'nonce-([^']+)'/.exec(policy ?? '')?.[1];
    if (nonce !== undefined && isNonce(nonce)) return nonce;
  }
  return undefined;
}

/** Source of its form: https://www.w3.org/TR/CSP3/#grammardef-base64-value */
function isNonce(text: string): boolean {
  return /^[\w+/-]{1,256}={0,2}$/.test(text);
}
