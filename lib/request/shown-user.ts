import type { LateFields, LateFieldsSource } from '../users/late-user-data.js';
import { toTextField } from '../users/user-data.js';
import {
  addressOf,
  headerOf,
  localeOf,
  type RequestFieldsOptions,
  type RequestLike,
  type RequestUserFields,
  signedInID,
  statedCountry,
} from './user-from-request.js';

/** Looks at a request whose address is about to be read. What it throws is swallowed. */
export type AddressInspection = {
  // Written as a method, whose parameters TypeScript compares in both directions: the integration knows its framework.
  look(request: RequestLike): void;
}['look'];

/** What is read beside the fields that every request can have, and who else looks at the request. */
export interface ShownUserOptions extends RequestFieldsOptions {
  /** @default nobody looks */
  readonly inspectAddress?: AddressInspection | undefined;
}

const noFields: LateFields = { ip: undefined, userAgent: undefined, locale: undefined };

/**
 * What a request shows of its user. Who it is, is read at once, because authentication may change it; address, user agent and
 * locale when they are first asked for, because few rules ask.
 */
export class ShownUser implements LateFieldsSource {
  readonly userID: string | undefined;
  readonly customIDs: RequestUserFields['customIDs'];
  readonly country: string | undefined;
  readonly #inspectAddress: ShownUserOptions['inspectAddress'];
  /** Until it was read: users that are kept do not keep their requests. */
  #request: RequestLike | undefined;
  #late: LateFields | undefined;
  /** Read at once: Node tells the address of a connection that has ended only where it was asked before. */
  readonly #remoteAddress: string | undefined;

  constructor(request: RequestLike, { countryHeader, stableID, inspectAddress }: ShownUserOptions = {}) {
    this.userID = orUndefined(request, ({ user }) => signedInID(user));
    this.customIDs = stableID === undefined ? undefined : { stableID };
    this.country = countryHeader === undefined ? undefined : statedCountry(headerOf(request, countryHeader));
    this.#inspectAddress = inspectAddress;
    this.#remoteAddress = request.socket?.remoteAddress;
    this.#request = request;
  }

  /** What was not read at once. The request is looked at when this is first asked for. Never throws. */
  get lateFields(): LateFields {
    const request = this.#request;
    if (this.#late !== undefined || request === undefined) return this.#late ?? noFields;
    this.#request = undefined;
    this.#late = {
      ip: textOf('ip', this.#callerOf(request)),
      userAgent: textOf('userAgent', headerOf(request, 'user-agent')),
      locale: textOf('locale', localeOf(request)),
    };
    return this.#late;
  }

  /** All of it, as an object of the caller's own. */
  all(): RequestUserFields {
    const { ip, userAgent, locale } = this.lateFields;
    const { userID, customIDs, country } = this;
    return { userID, customIDs, ip, userAgent, locale, country };
  }

  #callerOf(request: RequestLike): string | undefined {
    orUndefined(request, (inspected) => this.#inspectAddress?.(inspected));
    return orUndefined(request, () => addressOf(request, this.#remoteAddress));
  }
}

/** Functions of the application may throw: those that say which proxies to trust, and getters of its own. Then nobody knows. */
function orUndefined<Found>(request: RequestLike, read: (request: RequestLike) => Found): Found | undefined {
  try {
    return read(request);
  } catch {
    return undefined;
  }
}

function textOf(field: string, value: string | undefined): string | undefined {
  return toTextField(field, value, () => undefined);
}
