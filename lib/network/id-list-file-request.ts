import type { AnswerHead } from './send-request.js';

/** A request for what was appended to the file of an ID list. */
export interface IdListFileRequest {
  /** Where the manifest says that the file is: an address with http or https. */
  readonly url: string;
  /** How much of the file is held already; 0 for all of it. Unit: bytes. */
  readonly from: number;
  /** The size that the manifest gives. Unit: bytes. */
  readonly manifestSize: number;
  /** The identity that the manifest gives, for measurements. */
  readonly fileID?: string | undefined;
  /** Addresses that the application configured: the SDK key is sent to their hosts and to the service, and to no other. */
  readonly configuredUrls: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /**
   * Takes the next bytes of the file, in order and without gaps. `start` is their position in the file: it begins at 0 instead
   * of `from` when the server sends the whole file although a part was asked for.
   */
  readonly receive: (bytes: Uint8Array, start: number) => void | Promise<void>;
}

/** How a download ended. */
export type IdListFileAnswer =
  | {
      readonly status: 'received';
      /** Position in the file of the first byte that was received. */
      readonly start: number;
      readonly byteLength: number;
    }
  /** The server has nothing at or behind `from` (status 416). */
  | { readonly status: 'nothing-new' };

/** The service's own host takes the range in the query, because its caches do not look at the header. */
const rangeInQueryOrigin = 'https://api.statsigcdn.com';

/** Hosts of the service, which have issued the key. */
const serviceOrigins: ReadonlySet<string> = new Set([
  rangeInQueryOrigin,
  'https://api.statsig.com',
  'https://statsigapi.net',
]);

/**
 * Where and with which headers a part of a file is asked for (the official SDK's forms). Files often lie on a storage service
 * that is not Statsig's; unlike the official SDK, the key is not sent there.
 */
export function describeIdListFileRequest(
  { url, from, manifestSize, configuredUrls }: Omit<IdListFileRequest, 'receive'>,
  commonHeaders: Readonly<Record<string, string>>,
): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  const address = new URL(url);
  const { 'statsig-api-key': key, 'accept-encoding': acceptEncoding, ...others } = commonHeaders;
  const headers: Record<string, string> = { ...others };
  const isKeyed =
    serviceOrigins.has(address.origin) ||
    configuredUrls.some((configured) => URL.canParse(configured) && new URL(configured).origin === address.origin);
  if (isKeyed && key !== undefined) headers['statsig-api-key'] = key;
  if (address.origin === rangeInQueryOrigin) {
    address.searchParams.set('range', `${from}-`);
    if (acceptEncoding !== undefined) headers['accept-encoding'] = acceptEncoding;
  } else {
    // Ranges are positions in what is sent, so it must not be compressed.
    headers['range'] = `bytes=${from}-`;
    headers['statsig-id-list-file-size'] = String(manifestSize);
  }
  return { url: address, headers };
}

/** The position in the file at which an answer begins. */
export function firstByteOf(
  { status, header }: AnswerHead,
  { url, from, manifestSize }: Pick<IdListFileRequest, 'url' | 'from' | 'manifestSize'>,
): number {
  if (status === 206) {
    // RFC 9110 §14.4. A server may send another range than was asked for.
    const stated = /^bytes (\d+)-/.exec(header('content-range') ?? '')?.[1];
    return stated === undefined ? from : Number(stated);
  }
  // Without a Range header, 200 is the status of a part as well; only its length tells that it is the whole file.
  const isPart = new URL(url).origin === rangeInQueryOrigin && header('content-length') !== String(manifestSize);
  return isPart ? from : 0;
}
