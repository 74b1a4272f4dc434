import { type StatsigUser, toStatsigUser } from '../users/statsig-user.js';
import type { Statsig } from './statsig.js';
import { StatsigView } from './statsig-view.js';
import type { UserInput } from './user-input.js';

/** A client as a given user sees it; `Statsig.forUser` makes one. */
export class UserView extends StatsigView {
  #input: UserInput;
  #user: StatsigUser | undefined;

  constructor(client: Statsig, user: UserInput) {
    super(client);
    this.#input = user;
  }

  /** The user that was given; made into a `StatsigUser` on first use, and then the same object each time. */
  override get user(): StatsigUser {
    return (this.#user ??= toStatsigUser(this.#input));
  }

  override setUser(user: UserInput): void {
    this.#input = user;
    this.#user = undefined;
  }
}
