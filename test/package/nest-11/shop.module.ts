import { Body, Controller, Get, Injectable, Module, Post } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Field, GraphQLModule, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { ApiOperation } from '@nestjs/swagger';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { IsInt, Max } from 'class-validator';
import { StatsigUser, type StatsigUserFields } from 'statsig-nodekit';
import {
  CurrentStatsigUser,
  Experiment,
  FeatureGate,
  Gate,
  LogEvent,
  StatsigService,
  type UserContext,
} from 'statsig-nodekit/nestjs';

/** The user by a header, or of messages of services by what they say. */
export function shopUser({ type, request, data }: UserContext): StatsigUserFields {
  return { userID: type === 'rpc' ? (data as { user: string }).user : String(request.headers['x-user']) };
}

@Injectable()
export class Prices {
  constructor(private readonly statsig: StatsigService) {}

  async colour(): Promise<string> {
    await Promise.resolve();
    return this.statsig.getExperiment('button_color').get('color', 'blue');
  }
}

export class Order {
  @IsInt()
  @Max(10)
  count!: number;
}

@Controller()
export class ShopController {
  constructor(private readonly prices: Prices) {}

  @Get('colour')
  async colour(@CurrentStatsigUser('userID') userID: string, @Gate('for_ann') gate: boolean): Promise<object> {
    return { userID, gate, colour: await this.prices.colour() };
  }

  @Get('beta')
  @ApiOperation({ description: 'What is new.' })
  @FeatureGate({ any: ['for_ann', { not: 'open' }] })
  beta(): string {
    return 'beta';
  }

  @Get('parameter')
  parameter(@Experiment('button_color', 'color', 'none') color: string): string {
    return color;
  }

  @Post('order')
  order(
    @Body() order: Order,
    @CurrentStatsigUser() user: StatsigUser,
    @Experiment('button_color') experiment: Experiment,
    @Gate('open') isOpen: boolean,
  ): object {
    const isOrder = order instanceof Order;
    return { count: order.count, isOrder, isOpen, userID: user.userID, colour: experiment.get('color', 'none') };
  }

  @MessagePattern('colour')
  byMessage(@Payload() _data: object): Promise<string> {
    return this.prices.colour();
  }

  @MessagePattern('beta')
  @FeatureGate('for_ann')
  betaByMessage(@Payload() _data: object): string {
    return 'beta';
  }

  @EventPattern('bought')
  @LogEvent('bought')
  bought(@Payload() _data: object): void {}
}

@WebSocketGateway()
export class ShopGateway {
  constructor(private readonly prices: Prices) {}

  @SubscribeMessage('colour')
  async colour(): Promise<object> {
    return { event: 'colour', data: await this.prices.colour() };
  }

  @SubscribeMessage('beta')
  @FeatureGate('for_ann')
  beta(): object {
    return { event: 'beta', data: 'beta' };
  }
}

@Resolver()
export class ShopResolver {
  constructor(private readonly prices: Prices) {}

  @Query(() => String)
  colour(): Promise<string> {
    return this.prices.colour();
  }

  @Query(() => String, { nullable: true })
  @FeatureGate('for_ann')
  beta(@CurrentStatsigUser('userID') userID: string): string {
    return `beta for ${userID}`;
  }

  @Query(() => String, { nullable: true })
  @FeatureGate('for_ann', { otherwise: 'forbidden' })
  secret(): string {
    return 'secret';
  }
}

@ObjectType()
export class Offer {
  @Field()
  name!: string;
}

@Resolver(() => Offer)
export class OfferResolver {
  @Query(() => Offer)
  offer(): Offer {
    return { name: 'kettle' };
  }

  @ResolveField(() => String, { nullable: true })
  @FeatureGate('for_ann', { otherwise: 'forbidden' })
  discount(@Gate('open') isOpen: boolean): string {
    return `ten percent, ${isOpen}`;
  }
}

@Resolver()
@FeatureGate('for_ann', { otherwise: { handler: 'formerStaff' } })
export class StaffResolver {
  @Query(() => String)
  staff(): string {
    return 'staff';
  }

  formerStaff(): string {
    return 'former';
  }
}

const settings: ApolloDriverConfig = {
  driver: ApolloDriver,
  autoSchemaFile: true,
  playground: false,
  includeStacktraceInErrorResponses: false,
};

/** GraphQL over HTTP, made of the classes above. */
export const graphql = GraphQLModule.forRoot<ApolloDriverConfig>(settings);

/** The same with guards for fields, which Nest runs only when it is told to. */
export const graphqlWithGuardedFields = GraphQLModule.forRootAsync<ApolloDriverConfig>({
  driver: ApolloDriver,
  useFactory: () => ({ ...settings, fieldResolverEnhancers: ['guards'] }),
});

@Module({ controllers: [ShopController], providers: [Prices], exports: [Prices] })
export class ShopModule {}
