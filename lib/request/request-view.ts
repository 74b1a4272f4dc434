import { StatsigView } from '../client/statsig-view.js';
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
}
