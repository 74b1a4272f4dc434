import { sdkType, sdkVersion } from '../version.js';

/** Who sends a request. */
export interface RequestSender {
  readonly sdkKey: string;
  /** The option of that name; the service is told `unknown` without it. */
  readonly serviceName: string | undefined;
  /** A UUID that stays the same for the life of the client. */
  readonly sessionID: string;
}

/** The headers that every request to the service carries, with the names and forms that the official SDK sends. */
export function buildCommonHeaders(
  { sdkKey, serviceName, sessionID }: RequestSender,
  nowMs: number,
): Record<string, string> {
  return {
    'statsig-api-key': asHeaderValue(sdkKey),
    'statsig-sdk-type': sdkType,
    'statsig-sdk-version': sdkVersion,
    'statsig-server-session-id': sessionID,
    'statsig-client-time': String(Math.trunc(nowMs)),
    'x-request-service': asHeaderValue(serviceName ?? 'unknown'),
    accept: '*/*',
    'accept-encoding': 'gzip, br',
  };
}

/** The SDK of a browser, in whose name a request is sent. */
export interface ClientSender {
  readonly clientSdkKey: string;
  /** Absent on the wire when they are not known. */
  readonly sdkType: string | undefined;
  readonly sdkVersion: string | undefined;
}

/** The common headers as that SDK would have sent them: with its key and its words, and without this client's session. */
export function headersInNameOf(
  client: ClientSender,
  common: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = new Set(['statsig-api-key', 'statsig-sdk-type', 'statsig-sdk-version', 'statsig-server-session-id']);
  return {
    ...Object.fromEntries(Object.entries(common).filter(([name]) => !own.has(name))),
    'statsig-api-key': asHeaderValue(client.clientSdkKey),
    ...(client.sdkType !== undefined && { 'statsig-sdk-type': asHeaderValue(client.sdkType) }),
    ...(client.sdkVersion !== undefined && { 'statsig-sdk-version': asHeaderValue(client.sdkVersion) }),
  };
}

/**
 * Percent-encodes what a header cannot carry. Without it, a line break at the end of a key from a file, or a name in another
 * script, would make every request fail before it is sent.
 */
function asHeaderValue(text: string): string {
  // The way through bytes replaces lone surrogates, on which encodeURIComponent would throw.
  return text.replace(/[^\x20-\x7e]+/g, (run) => encodeURIComponent(Buffer.from(run).toString()));
}
