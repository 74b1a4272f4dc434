import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import type { StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import {
  type RequestLike,
  type RequestUserFields,
  requestScopeOf,
  type UserContext,
  userFieldsFromRequest,
  userOf,
} from 'statsig-nodekit/request';
import { isRequest } from './request-openers.js';

/** What a builder gives: a `StatsigUser`, which is taken as it is, or fields that are laid over what the request shows. */
export type BuiltUser = StatsigUser | StatsigUserFields | null | undefined;

/**
 * Builds the Statsig user of a request. Extend it where that takes other providers, and register the class in a module:
 * it then goes before the `user` option. It is asked once per request, when the user is first needed.
 *
 * It is request-scoped, but the library finds it on its own and injects it nowhere: no controller becomes request-scoped by
 * it. Injecting it yourself is possible, and makes the class that does so request-scoped like any such provider. Extend it
 * with `@Injectable({ scope: Scope.REQUEST, durable: true })` to have one for each tenant, as your `ContextIdStrategy` tells
 * them apart; `request` is then what that strategy gives, and `build` is handed the request.
 *
 * @example
 * ```ts
 * @Injectable({ scope: Scope.REQUEST })
 * class ShopUserBuilder extends StatsigUserBuilder {
 *   constructor(private readonly accounts: Accounts) {
 *     super();
 *   }
 *
 *   override async build({ defaults }: UserContext): Promise<BuiltUser> {
 *     const { plan, companyID } = await this.accounts.find(defaults.userID);
 *     return { customIDs: { companyID }, custom: { plan } };
 *   }
 * }
 *
 * @Module({ providers: [{ provide: StatsigUserBuilder, useClass: ShopUserBuilder }] })
 * class AppModule {}
 * ```
 */
@Injectable({ scope: Scope.REQUEST })
export class StatsigUserBuilder {
  /** The framework's request. Set by Nest, after the constructor. */
  @Inject(REQUEST)
  protected readonly request: unknown;

  /**
   * The user of the request. What it throws, and a promise that takes longer than `userTimeoutMs`, does not fail the request:
   * it goes on with a user without IDs.
   * @param context the request, and what it shows: `userID` of who signed in, `ip`, `userAgent`, `locale`, stable ID
   */
  build(context: UserContext = this.#context()): BuiltUser | Promise<BuiltUser> {
    return userOf(context.defaults);
  }

  #context(): UserContext {
    const request = asRequest(this.request);
    return { type: 'http', request, defaults: defaultsOf(request) };
  }
}

/** What a request of any client shows; the options about that (stable IDs, countries) are the unnamed client's. */
function defaultsOf(request: RequestLike): RequestUserFields {
  return requestScopeOf(request)?.defaults ?? userFieldsFromRequest(request);
}

/** Whatever was injected as the request: something without headers shows nothing. */
function asRequest(injected: unknown): RequestLike {
  return isRequest(injected) ? injected : { headers: {} };
}
