import { isServerKey } from '../bootstrap/is-server-key.js';
import type { ResponseOptions } from '../bootstrap/resolve-response-options.js';
import type { BootstrapResult, BootstrapUser } from '../bootstrap/statsig-bootstrap.js';
import type { Logger } from '../observability/logger.js';
import type { ClientResponses } from './client-responses.js';
import type { SpecLoader } from './spec-loader.js';
import type { SpecStore } from './spec-store.js';

const logTag = 'Bootstrap';

/** What {@link PageBootstraps} need. */
export interface PageBootstrapsSettings {
  readonly responses: ClientResponses;
  readonly store: SpecStore;
  readonly loader: SpecLoader;
  readonly logger: Logger;
  /** The client's own key. */
  readonly sdkKey: string;
}

/** Makes what a page needs for a browser to start with the server's answers. Takes users and options as they come; never throws. */
export class PageBootstraps {
  readonly #settings: PageBootstrapsSettings;

  constructor(settings: PageBootstrapsSettings) {
    this.#settings = settings;
  }

  make(user: unknown, options: unknown): BootstrapResult {
    const { responses, store, loader, logger } = this.#settings;
    try {
      const resolved = this.#resolve(options);
      const { clientSdkKey, hashAlgorithm } = resolved;
      if (clientSdkKey !== undefined && this.#isServerKey(clientSdkKey)) {
        logger.warnOnce(
          'server-key',
          logTag,
          'bootstrap() was given a key for servers as clientSdkKey. It would have reached the page, so there is no ' +
            "bootstrap; give the client key of the project, which begins with 'client-'.",
        );
        return { bootstrap: null, reason: 'server-key' };
      }
      if (!store.hasSpecs) return { bootstrap: null, reason: 'no-specs' };
      const { lcut, receivedAt, source } = store.state.origin;
      const { values, userText } = responses.make(user, resolved);
      return {
        bootstrap: {
          values,
          // oxlint-disable-next-line no-unsafe-type-assertion -- the fields are those that users have in events
          user: JSON.parse(userText) as BootstrapUser,
          clientSdkKey: clientSdkKey ?? null,
          hashAlgorithm,
          freshness: { lcut: lcut ?? 0, receivedAt: receivedAt ?? 0, source, isStale: loader.isStale },
        },
      };
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown error';
      logger.warnOnce('bootstrap-failed', logTag, `bootstrap() could make no values for a page: ${message}`);
      return { bootstrap: null, reason: 'failed' };
    }
  }

  #resolve(options: unknown): ResponseOptions {
    const { responses, logger } = this.#settings;
    const { clientSdkKey, previousResponseHash, ...resolved } = responses.resolve(options, 'bootstrap');
    if (previousResponseHash !== undefined) {
      const message =
        'bootstrap() has no option "previousResponseHash": a page without values has nothing to start from.';
      logger.warnOnce('previous-response', logTag, message);
    }
    // An environment variable that is not set. An empty key would be one that the project does not know.
    const key = clientSdkKey === '' ? undefined : clientSdkKey;
    return { ...resolved, clientSdkKey: key, previousResponseHash: undefined };
  }

  #isServerKey(key: string): boolean {
    const { sdkKey } = this.#settings;
    // A server that was made with a client key is reported when it is made; such a key does no harm in a page.
    return isServerKey(key) || (key.trim() === sdkKey && !sdkKey.startsWith('client-'));
  }
}
