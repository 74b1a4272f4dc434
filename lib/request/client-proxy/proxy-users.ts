import type { StatsigUser, StatsigUserFields } from '../../users/statsig-user.js';
import { toRequestUser } from '../request-user.js';
import { userOf } from '../user-from-request.js';
import { browserEventUser, browserUserFields, type JsonRecord, type SenderFacts } from './browser-user.js';
import { RefusedRequest } from './refused-request.js';

/** What a {@link ClientProxyUserSource} decides from. */
export interface ClientProxyUserContext {
  /** The user that the browser says it has, with the address and the stable ID; anybody can say anything. */
  readonly user: StatsigUserFields;
  /** What the user is for: the values that the browser gets, or an event that it has logged. */
  readonly purpose: 'values' | 'event';
  /** The browser's request. Its body has been read. */
  readonly request: Request;
  /** The framework's request, where an integration serves the proxy: sessions are there. */
  readonly frameworkRequest: unknown;
}

/** Tells who a browser's user is, as a whole: what it does not return of `user` is not taken over. */
export type ClientProxyUserSource = (
  context: ClientProxyUserContext,
) => StatsigUser | StatsigUserFields | Promise<StatsigUser | StatsigUserFields>;

/** How {@link ProxyUsers} find users. */
export interface ProxyUsersSettings {
  readonly source: ClientProxyUserSource | undefined;
  /** How long a promise of the source is waited for. Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly warn: (message: string) => void;
}

/** A request of a browser, as far as its users depend on it. */
export interface ProxyRequest {
  readonly request: Request;
  readonly facts: SenderFacts;
  readonly frameworkRequest: unknown;
  readonly statsigMetadata: unknown;
}

/**
 * Decides who the user of a browser's request is. Where the application has a say, its word is the only one: when its function
 * fails the request is refused, because values for whomever a stranger names would be the wrong way out.
 */
export class ProxyUsers {
  readonly #settings: ProxyUsersSettings;
  #isFailing = false;

  constructor(settings: ProxyUsersSettings) {
    this.#settings = settings;
  }

  /** @throws {RefusedRequest} when the application does not tell */
  async forValues(claimed: unknown, from: ProxyRequest): Promise<StatsigUser> {
    const fields = browserUserFields(claimed, from.facts, from.statsigMetadata);
    const { source } = this.#settings;
    return source === undefined ? userOf(fields) : this.#ask(source, fields, 'values', from);
  }

  /**
   * The users of events, one for each in their order, and without private attributes.
   * @throws {RefusedRequest} when the application does not tell
   */
  async forEvents(claims: readonly unknown[], from: ProxyRequest): Promise<readonly JsonRecord[]> {
    const { source } = this.#settings;
    if (source === undefined) return claims.map((claimed) => browserEventUser(claimed, from.facts));
    // Most events of a batch have the same user, about whom the application is asked once.
    const known = new Map<string, JsonRecord>();
    const users: JsonRecord[] = [];
    for (const claimed of claims) {
      const fields = browserUserFields(claimed, from.facts, from.statsigMetadata);
      const key = JSON.stringify(fields);
      const user = known.get(key) ?? userOf(await this.#ask(source, fields, 'event', from)).toJSON();
      known.set(key, user);
      users.push(user);
    }
    return users;
  }

  async #ask(
    source: ClientProxyUserSource,
    user: StatsigUserFields,
    purpose: ClientProxyUserContext['purpose'],
    { request, frameworkRequest }: ProxyRequest,
  ): Promise<StatsigUser> {
    try {
      const told = await this.#inTime(Promise.resolve(source({ user, purpose, request, frameworkRequest })));
      if (typeof told !== 'object' || told === null) {
        throw new TypeError('it told nobody; expected a StatsigUser or fields of one');
      }
      this.#note(undefined);
      return toRequestUser(told);
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error));
      throw new RefusedRequest({ status: 503, retryAfterS: 10 }, 'The user cannot be told now.', { cause: error });
    }
  }

  async #inTime<Told>(told: Promise<Told>): Promise<Told> {
    const { timeoutMs } = this.#settings;
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`it told nobody within ${timeoutMs} ms`)), timeoutMs).unref();
    });
    try {
      return await Promise.race([told, timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Says so when the function begins to fail, and when it works again. */
  #note(failure: string | undefined): void {
    const isFailing = failure !== undefined;
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    this.#settings.warn(
      isFailing
        ? `The \`user\` option of the client proxy failed (${failure}); browsers are answered 503 until it works again.`
        : 'The `user` option of the client proxy works again.',
    );
  }
}
