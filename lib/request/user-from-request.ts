import { StatsigUser, type StatsigUserArgs, type StatsigUserFields } from '../users/statsig-user.js';

/** A request as Express, Fastify and `node:http` have it, as far as a user is read from it. */
export interface RequestLike {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The caller's address by the framework's own trust-proxy rules. */
  readonly ip?: string | undefined;
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
  /** What authentication put there. */
  readonly user?: unknown;
}

/** The fields of a user that a request can fill; undefined where it does not. */
export interface RequestUserFields {
  readonly userID?: string | undefined;
  /** `stableID` alone, where stable IDs are on. */
  readonly customIDs?: Readonly<Record<string, string>> | undefined;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly locale?: string | undefined;
  /** From the header of a CDN, where one is named. */
  readonly country?: string | undefined;
}

/** What is read beside the fields that every request can have. */
export interface RequestFieldsOptions {
  /**
   * The header in which a CDN states the caller's country, in lower case, for example `cf-ipcountry`. Name it only behind
   * that CDN: anywhere else callers can write it themselves.
   * @default none: the country is derived from the address
   */
  readonly countryHeader?: string | undefined;
  /** The stable ID of the visitor, where stable IDs are on. */
  readonly stableID?: string | undefined;
}

/**
 * The user's fields that a request shows without being told more: `userID` from `request.user.id`, else
 * `request.user.sub` (the subject of a JWT); `ip`; `userAgent`; and `locale` from the most preferred language.
 * Fields that the request does not show are undefined.
 *
 * Reads the address from `request.ip` (`trust proxy` in Express, `trustProxy` in Fastify decide about
 * `X-Forwarded-For`), never from headers, which a caller can write.
 */
export function userFieldsFromRequest(
  request: RequestLike,
  { countryHeader, stableID }: RequestFieldsOptions = {},
): RequestUserFields {
  // All of them in one order: objects of one shape are read several times faster.
  return {
    userID: signedInID(request.user),
    customIDs: stableID === undefined ? undefined : { stableID },
    ip: addressOf(request),
    userAgent: headerOf(request, 'user-agent'),
    locale: localeOf(request),
    country: countryHeader === undefined ? undefined : statedCountry(headerOf(request, countryHeader)),
  };
}

/**
 * A new user with the given fields, or with those of another user. No ID at all is the same unit for everyone, as in the
 * SDK's other languages.
 */
export function userOf(fields: StatsigUserFields | Readonly<RequestUserFields> | StatsigUser): StatsigUser {
  // `StatsigUserArgs` insists on an ID. A visitor who has not signed in may have none, about which the client warns once.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return new StatsigUser(fields as StatsigUserArgs);
}

/** The caller's address by the framework's own rules, else that of the connection. */
export function addressOf(
  request: RequestLike,
  remoteAddress: string | undefined = request.socket?.remoteAddress,
): string | undefined {
  const address = request.ip ?? remoteAddress;
  return address === undefined ? undefined : normalizeIP(address);
}

/** The language that the caller likes best. */
export function localeOf(request: RequestLike): string | undefined {
  const languages = headerOf(request, 'accept-language');
  return languages === undefined ? undefined : rememberedLanguage(languages);
}

const mappedPrefix = '::ffff:';

/**
 * The address without the IPv4-mapped prefix: for the same local caller Express reports `::ffff:127.0.0.1` and Fastify
 * `127.0.0.1`, and rules about addresses must not depend on the framework.
 */
export function normalizeIP(address: string): string {
  return address.startsWith('::') && /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address)
    ? address.slice(mappedPrefix.length)
    : address;
}

/** Headers of one browser are all alike, and those of a country nearly so. Of bounded length, and few. */
const languagesByHeader = new Map<string, string | undefined>();
const mostHeaders = 500;
const longestHeader = 200;

function rememberedLanguage(header: string): string | undefined {
  if (languagesByHeader.has(header)) return languagesByHeader.get(header);
  const language = preferredLanguage(header);
  if (header.length > longestHeader) return language;
  if (languagesByHeader.size >= mostHeaders) languagesByHeader.clear();
  languagesByHeader.set(header, language);
  return language;
}

/** The language with the highest quality in an `Accept-Language` header (RFC 9110 §12.5.4); the first among equals. */
export function preferredLanguage(header: string): string | undefined {
  let best: { readonly tag: string; readonly quality: number } | undefined;
  for (const range of header.split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => /^q=/i.test(parameter));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    if (tag === '' || tag === '*' || !(quality > 0)) continue;
    if (best === undefined || quality > best.quality) best = { tag, quality };
    // No later language can be preferred to this one.
    if (best.quality >= 1) break;
  }
  return best?.tag;
}

/** ISO 3166-1 alpha-2 codes in capitals; CDNs say `XX` and `T1` (Tor) when they do not know. */
export function statedCountry(value: string | undefined): string | undefined {
  if (value === undefined || !/^[a-z]{2}$/i.test(value)) return undefined;
  const country = value.toUpperCase();
  return country === 'XX' ? undefined : country;
}

/** A header of the request by its name in lower case; the first of several. */
export function headerOf(request: RequestLike, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'object' ? value[0] : value;
}

/** Who has signed in, as far as `request.user` tells. */
export function signedInID(user: unknown): string | undefined {
  if (typeof user !== 'object' || user === null) return undefined;
  const { id, sub } = user as { readonly id?: unknown; readonly sub?: unknown };
  const found = id ?? sub;
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'bigint'
    ? String(found)
    : undefined;
}
