/** What the address of a specs request is made of. */
export interface SpecsAddressParts {
  /** The option `specsUrl`. */
  readonly specsUrl: string;
  readonly sdkKey: string;
  /** `time` of the specs in use; 0 when there are none. */
  readonly sinceTime: number;
  readonly checksum: string | undefined;
}

/**
 * The address of a specs request: `/<key>.json` after the path of `specsUrl`, and what is held already in the query. A slash
 * at the end of `specsUrl` is not doubled, and a query of its own is kept. None of the flags are sent that ask for the binary
 * form or for deltas, which makes the service and its forward proxy answer JSON.
 */
export function buildSpecsAddress({ specsUrl, sdkKey, sinceTime, checksum }: SpecsAddressParts): URL {
  const address = new URL(specsUrl);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${encodeURIComponent(Buffer.from(sdkKey).toString())}.json`;
  address.hash = '';
  if (sinceTime > 0) address.searchParams.set('sinceTime', String(sinceTime));
  if (checksum !== undefined && checksum !== '') address.searchParams.set('checksum', checksum);
  return address;
}

/** The part of an address that may be shown: without credentials, query and fragment. */
export function showableAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
