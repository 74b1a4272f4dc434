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
 * An address with `/<key>.json` after its path. A slash at the end of the path is not doubled, and a query of its own is kept.
 */
export function keyedAddress(url: string, sdkKey: string): URL {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${encodeURIComponent(Buffer.from(sdkKey).toString())}.json`;
  address.hash = '';
  return address;
}

/**
 * The address of a specs request: the keyed form of `specsUrl`, and what is held already in the query. None of the flags are
 * sent that ask for the binary form or for deltas, which makes the service and its forward proxy answer JSON.
 */
export function buildSpecsAddress({ specsUrl, sdkKey, sinceTime, checksum }: SpecsAddressParts): URL {
  const address = keyedAddress(specsUrl, sdkKey);
  if (sinceTime > 0) address.searchParams.set('sinceTime', String(sinceTime));
  if (checksum !== undefined && checksum !== '') address.searchParams.set('checksum', checksum);
  return address;
}

/** The part of an address that may be shown: without credentials, query and fragment. */
export function showableAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
