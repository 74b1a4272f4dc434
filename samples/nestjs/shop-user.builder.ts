import { Injectable, Scope } from '@nestjs/common';
import type { StatsigUserFields } from 'statsig-nodekit';
import { StatsigUserBuilder, type UserContext } from 'statsig-nodekit/nestjs';
import { Customers } from './customers.js';
import { shopUser } from './shop-user.js';

/** Whose request it is, with what the shop knows of them: gates may ask for the attribute `plan`. Made once per request. */
@Injectable({ scope: Scope.REQUEST })
export class ShopUserBuilder extends StatsigUserBuilder {
  constructor(private readonly customers: Customers) {
    super();
  }

  override async build(context: UserContext): Promise<StatsigUserFields> {
    const user = shopUser(context);
    const isMember = await this.customers.isMember(String(user.userID));
    return isMember ? { ...user, custom: { plan: 'club' } } : user;
  }
}
