import type { BootstrapOptions, BootstrapResult } from '../bootstrap/statsig-bootstrap.js';
import { type RenderBootstrapOptions, StatsigView } from '../client/statsig-view.js';
import type { StatsigUser, StatsigUserFields } from '../users/statsig-user.js';
import type { RequestScope } from './request-scope.js';

/**
 * A client as the user of one request sees it: what handlers and templates get. The user is found at the first question,
 * once per request, and is the same for everything that handles it.
 */
export class RequestView extends StatsigView {
  readonly #scope: RequestScope;

  constructor(scope: RequestScope) {
    super(scope.client);
    this.#scope = scope;
  }

  /**
   * The request's user. While an asynchronous `user` option is still at work on it, one without an ID, with a warning;
   * `resolveUser()` waits.
   */
  override get user(): StatsigUser {
    return this.#scope.currentUser();
  }

  /** The request's user, once it is known. Never rejects. */
  async resolveUser(): Promise<StatsigUser> {
    return this.#scope.user();
  }

  /**
   * Gives answers for another user from now on, in everything that handles this request: after a sign-in for example. A
   * `StatsigUser` is taken as it is; fields are laid over what the request shows (`ip`, `userAgent`, `locale`, stable ID).
   */
  override setUser(user: StatsigUser | StatsigUserFields): void {
    this.#scope.setUser(user);
  }

  /** As `StatsigView.bootstrap`; what the integration's option `bootstrap` says holds where `options` say nothing. */
  override bootstrap(options?: BootstrapOptions | null): BootstrapResult {
    return super.bootstrap({ ...this.#scope.owner.bootstrapOptions, ...givenOnly(options) });
  }

  /** As `StatsigView.renderBootstrap`, with the nonce of the page unless another is given. */
  override renderBootstrap(options: RenderBootstrapOptions = {}): string {
    return super.renderBootstrap({ ...options, nonce: options.nonce ?? this.#scope.nonce });
  }
}

/** Without what is undefined or null: an option that is there without a value must not lift the limits of the integration's. */
function givenOnly(options: BootstrapOptions | null | undefined): BootstrapOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined && value !== null));
}
