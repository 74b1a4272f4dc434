import { djb2 } from '../hashing/djb2.js';
import { cookieValues } from './cookie-values.js';

/** How the cookie of stable IDs is written. */
export interface StableIdCookieOptions {
  /** The client key of the page: the browser's client looks for a cookie whose name is made of it. */
  readonly clientSdkKey: string;
  /** How long browsers keep it. They keep none longer than 400 days. Unit: milliseconds. @default one year */
  readonly maxAgeMs?: number | undefined;
  /** The part of the site that it is for. @default '/' */
  readonly path?: string | undefined;
  /** The domain that it is for, with all that are below it. @default the host of the page alone */
  readonly domain?: string | undefined;
  /**
   * Whether browsers send it over https alone; they count http on localhost as such, but for Safari.
   * @default true
   */
  readonly isSecure?: boolean | undefined;
}

/** The stable ID of one request. */
export interface StableIdDecision {
  /** The ID, for `customIDs.stableID` of the user. */
  readonly stableID: string;
  /** Whether the visitor will come with the same ID again. */
  readonly isKept: boolean;
  /** The value of a `Set-Cookie` header to add to the answer; undefined when the browser has what it should have. */
  readonly setCookie: string | undefined;
}

const yearMs = 365 * 24 * 60 * 60 * 1000;

/** Names of the cookie begin so, for every client key. */
export const stableIdCookiePrefix = 'statsig.stable_id.';

/** An ID that is taken from a cookie: of the characters that UUIDs and their like are made of, and not too long. */
const takenID = /^[\w.~:@|+=/-]{1,128}$/;

/**
 * The cookie with the stable ID of a visitor: the ID that experiments on devices, and on visitors who have not signed in,
 * are bucketed by. Server and browser must have the same one, or they have different answers. The server makes it, because a
 * browser would have it only after the first page.
 *
 * Name and form are those of `@statsig/js-client`, so that the browser's client takes it over, and vice versa: it can be read by
 * scripts. Where a visitor does not agree to being recognised, the ID is one for this request, and no cookie.
 *
 * Functions of header texts (RFC 6265), for any framework. Headers come from outside: no method throws.
 */
export class StableIdCookie {
  /** `statsig.stable_id.` and a number made of the client key (bootstrap §6.3). */
  readonly name: string;
  readonly #attributes: string;
  readonly #maxAgeSeconds: number;

  /** @throws TypeError for a path or a domain that cannot stand in a cookie, and for a missing key */
  constructor({ clientSdkKey, maxAgeMs = yearMs, path = '/', domain, isSecure = true }: StableIdCookieOptions) {
    if (typeof clientSdkKey !== 'string' || clientSdkKey === '') {
      throw new TypeError('The cookie of stable IDs needs the client key of the page; give clientSdkKey.');
    }
    if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) {
      throw new TypeError(
        `The path of a cookie begins with "/" and holds no ";" and no spaces; it was ${JSON.stringify(path)}.`,
      );
    }
    if (domain !== undefined && !/^\.?[\w-]+(?:\.[\w-]+)*$/.test(domain)) {
      throw new TypeError(
        `The domain of a cookie is a host name, such as "example.com"; it was ${JSON.stringify(domain)}.`,
      );
    }
    this.name = `${stableIdCookiePrefix}${djb2(`k:${clientSdkKey}`)}`;
    this.#attributes = `; Path=${path}${domain === undefined ? '' : `; Domain=${domain}`}; SameSite=Lax${isSecure ? '; Secure' : ''}`;
    this.#maxAgeSeconds = Number.isFinite(maxAgeMs) ? Math.max(0, Math.floor(maxAgeMs / 1000)) : yearMs / 1000;
  }

  /**
   * The ID that the browser came with; undefined when it has none, or one that is not taken: longer than 128 characters, or with
   * others than letters, digits and `-._~:@|+=/`. Of several cookies of the name, the first that holds one.
   *
   * @param cookieHeader the header `Cookie` of the request
   */
  read(cookieHeader: string | null | undefined): string | undefined {
    return cookieValues(cookieHeader ?? '', this.name).find((value) => takenID.test(value));
  }

  /** The value of a `Set-Cookie` header that keeps an ID. */
  write(stableID: string): string {
    return `${this.name}=${encodeURIComponent(stableID.toWellFormed())}; Max-Age=${this.#maxAgeSeconds}${this.#attributes}`;
  }

  /** The value of a `Set-Cookie` header that forgets the ID. */
  forget(): string {
    return `${this.name}=; Max-Age=0${this.#attributes}`;
  }

  /**
   * The ID of the request: what the browser came with, or a new one, with the header that makes the browser keep it.
   *
   * @param hasConsent whether the visitor agrees to being recognised, asked once; without it, or when it throws, the ID is a new
   * one at each request, and a cookie of earlier times is forgotten. @default agreed
   */
  decide(cookieHeader: string | null | undefined, hasConsent: () => boolean = () => true): StableIdDecision {
    if (!isAgreed(hasConsent)) {
      const isThere = cookieValues(cookieHeader ?? '', this.name).length > 0;
      return { stableID: crypto.randomUUID(), isKept: false, setCookie: isThere ? this.forget() : undefined };
    }
    const known = this.read(cookieHeader);
    if (known !== undefined) return { stableID: known, isKept: true, setCookie: undefined };
    const stableID = crypto.randomUUID();
    return { stableID, isKept: true, setCookie: this.write(stableID) };
  }
}

/** Only a plain yes is one. */
function isAgreed(hasConsent: () => unknown): boolean {
  try {
    return hasConsent() === true;
  } catch {
    // A consent that cannot be found out was not given.
    return false;
  }
}
