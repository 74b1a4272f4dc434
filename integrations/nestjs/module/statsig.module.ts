import {
  type ConfigurableModuleAsyncOptions,
  ConfigurableModuleBuilder,
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { defaultClientName } from 'statsig-nodekit/request';
import { applicationParts, controllersOf } from './application-parts.js';
import { checkAsyncOptions, checkFactoryOptions, checkRootOptions } from './check-module-options.js';
import { clientUsesIn } from '../checks/client-uses.js';
import { isDevelopment } from '../checks/development.js';
import { warnOfCopies } from '../checks/copy-check.js';
import { refuseLostGates } from '../gates/lost-gates.js';
import { RequestEntrances } from '../requests/request-entrance.js';
import { requestFollowing } from '../requests/request-following.js';
import { RequestScopeGuard, RequestScopeInterceptor } from '../requests/request-scope.guard.js';
import { RequestUserInterceptor } from '../requests/request-user.interceptor.js';
import { describeFeature, type FlagName } from './statsig-feature.module.js';
import { DuplicateStatsigModuleError, UnknownStatsigClientError } from './statsig-module-errors.js';
import type { StatsigModuleExtras, StatsigModuleOptions } from './statsig-module-options.js';
import { StatsigService } from '../service/statsig.service.js';
import { StatsigHealthIndicator } from '../service/statsig-health.indicator.js';
import { StatsigUserBuilder } from '../requests/statsig-user-builder.js';
import { warnOfUnknownFlags, watchUnknownFlags } from '../checks/unknown-flags.js';
import { userBuilderSource } from '../requests/user-builder-source.js';
import {
  CHECKED_OPTIONS,
  getStatsigToken,
  OWN_SERVICE,
  STATSIG_CLIENT_NAME,
  STATSIG_OPTIONS,
} from './statsig.tokens.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<StatsigModuleOptions>({
  optionsInjectionToken: STATSIG_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createStatsigOptions')
  .setExtras<StatsigModuleExtras>({ isGlobal: true, name: defaultClientName, bootstrapPath: '' }, describeModule)
  .build();

type StatsigModuleAsyncOptions = ConfigurableModuleAsyncOptions<StatsigModuleOptions, 'createStatsigOptions'>;

/** Completes what `forRoot` and `forRootAsync` describe. Nothing starts before the application does. */
function describeModule(definition: DynamicModule, extras: StatsigModuleExtras): DynamicModule {
  const isGlobal = extras.isGlobal ?? true;
  const name = extras.name ?? defaultClientName;
  const token = getStatsigToken(name);
  // The class is a token of its own for the unnamed client, so that it can be injected by type and overridden in tests.
  const serviceToken = name === defaultClientName ? StatsigService : token;
  const providers: Provider[] = [
    { provide: STATSIG_CLIENT_NAME, useValue: name },
    {
      provide: CHECKED_OPTIONS,
      inject: [STATSIG_OPTIONS],
      useFactory: (options: StatsigModuleOptions) => checkFactoryOptions(options, name),
    },
    {
      provide: serviceToken,
      inject: [CHECKED_OPTIONS, ModulesContainer],
      useFactory: (options: StatsigModuleOptions, modules: ModulesContainer) =>
        new StatsigService(options, name, {
          userSource: userBuilderSource(modules),
          isFollowing: requestFollowing(options, modules) !== 'not at all',
        }),
    },
    { provide: OWN_SERVICE, useExisting: serviceToken },
    {
      provide: APP_GUARD,
      inject: [CHECKED_OPTIONS, ModulesContainer, serviceToken],
      // Nest skips a factory that gives nothing.
      useFactory: (options: StatsigModuleOptions, modules: ModulesContainer, service: StatsigService) =>
        requestFollowing(options, modules) === 'from the first guard'
          ? new RequestScopeGuard(service, name)
          : undefined,
    },
    {
      provide: APP_INTERCEPTOR,
      inject: [CHECKED_OPTIONS, ModulesContainer],
      useFactory: (options: StatsigModuleOptions, modules: ModulesContainer) =>
        requestFollowing(options, modules) === 'from the first guard' ? new RequestScopeInterceptor() : undefined,
    },
    {
      provide: APP_INTERCEPTOR,
      inject: [CHECKED_OPTIONS, ModulesContainer],
      useFactory: (options: StatsigModuleOptions, modules: ModulesContainer) =>
        isDevelopment() || waitsForUsers(options, modules) ? new RequestUserInterceptor(name) : undefined,
    },
    ...applicationParts,
    ...(serviceToken === token ? [] : [{ provide: token, useExisting: serviceToken }]),
  ];
  return {
    ...definition,
    global: isGlobal,
    providers: [...(definition.providers ?? []), ...providers],
    controllers: [...(definition.controllers ?? []), ...controllersOf(extras, name)],
    exports: [
      ...(definition.exports ?? []),
      StatsigHealthIndicator,
      serviceToken,
      ...(serviceToken === token ? [] : [token]),
    ],
  };
}

/**
 * Statsig in a Nest application. Import `StatsigModule.forRoot({ sdkKey })`, or `forRootAsync` with a factory, once in
 * the root module; then inject `StatsigService` and use the decorators anywhere.
 */
@Module({})
export class StatsigModule
  extends ConfigurableModuleClass
  implements NestModule, OnApplicationBootstrap, OnApplicationShutdown
{
  readonly #service: StatsigService;
  readonly #clientName: string;
  readonly #modules: ModulesContainer;
  readonly #entrances: RequestEntrances | undefined;
  #endWatch: (() => void) | undefined;

  /**
   * Describes the module for options that are known when the program starts.
   * @throws StatsigModuleOptionsError when an option is unknown or of a wrong form
   */
  static override forRoot(options: StatsigModuleOptions & Partial<StatsigModuleExtras>): DynamicModule {
    checkRootOptions(options);
    return super.forRoot(options);
  }

  /**
   * Describes the module for options that a factory gives, with injected dependencies.
   * @throws StatsigModuleOptionsError when an option is unknown or of a wrong form; for what the factory gives, when the
   * application starts
   */
  static override forRootAsync(options: StatsigModuleAsyncOptions & Partial<StatsigModuleExtras>): DynamicModule {
    checkAsyncOptions(options);
    return super.forRootAsync(options);
  }

  /**
   * Declares the names that a feature's module asks about. In development those that the project does not have are warned about
   * when the application starts. It configures nothing: `forRoot` does, once.
   *
   * @param options `client`: the name of the module whose client is asked. @default 'default'
   * @throws StatsigModuleOptionsError when a name is no name
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- lets the caller name the type that is declared
  static forFeature<Name extends FlagName>(names: readonly Name[], options: { client?: string } = {}): DynamicModule {
    return describeFeature(names, options.client);
  }

  /**
   * @throws DuplicateStatsigModuleError when the application has another module of that name
   * @throws UnknownStatsigClientError when a decorator asks a client that the application has no module for
   * @throws StatsigDecoratorError when another decorator has taken the place of a gated method
   */
  constructor(
    @Inject(OWN_SERVICE) service: StatsigService,
    @Inject(STATSIG_CLIENT_NAME) clientName: string,
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(CHECKED_OPTIONS) options: StatsigModuleOptions,
  ) {
    super();
    this.#service = service;
    this.#clientName = clientName;
    this.#modules = modules;
    // Here and not in a hook, because then the clients would have begun to ask for specs.
    refuseDuplicates(modules, clientName);
    refuseUnknownClients(modules);
    refuseLostGates(modules);
    if (isDevelopment() && service.takesRequests)
      warnOfCopies(modules, service, { StatsigService, StatsigUserBuilder });
    this.#entrances = service.takesRequests
      ? new RequestEntrances(adapterHost, {
          clientName,
          follows: requestFollowing(options, modules) === 'from the start',
          enter: (request, response, next) => service.enterRequest(request, response, next),
          open: (request, response) => service.openRequest(request, response),
        })
      : undefined;
  }

  /** Has each request get its scope. */
  configure(consumer: MiddlewareConsumer): void {
    this.#entrances?.bind(consumer);
  }

  /** In development, says which names the project does not have. */
  onApplicationBootstrap(): void {
    // A test may have replaced the service by an object with few methods.
    if (!isDevelopment() || !this.#service.takesRequests) return;
    warnOfUnknownFlags(this.#modules, this.#service, this.#clientName);
    this.#endWatch = watchUnknownFlags(this.#service);
  }

  /** Ends what `onApplicationBootstrap` began. */
  onApplicationShutdown(): void {
    this.#endWatch?.();
  }
}

/**
 * Whether handlers must wait for the user: where it may be promised, and asked for by those who cannot wait. Parameter decorators
 * and guards wait by themselves.
 */
function waitsForUsers(options: StatsigModuleOptions, modules: ModulesContainer): boolean {
  const mayBePromised = (options.user ?? undefined) !== undefined || userBuilderSource(modules) !== undefined;
  return mayBePromised && requestFollowing(options, modules) !== 'not at all';
}

/** Nest takes two calls of `forRoot` for two modules and picks one of their services without a word. */
function refuseDuplicates(modules: ModulesContainer, clientName: string): void {
  const sameName = [...modules.values()].filter(
    // Told by the provider and not by the class, which another copy of this package has too.
    ({ providers }) => providers.has(OWN_SERVICE) && providers.has(getStatsigToken(clientName)),
  );
  if (sameName.length > 1) throw new DuplicateStatsigModuleError(clientName);
}

/** Such a decorator would fail each request, and with it each route that it stands on. */
function refuseUnknownClients(modules: ModulesContainer): void {
  const known = [...modules.values()]
    .filter(({ providers }) => providers.has(OWN_SERVICE))
    .map(({ providers }) => String(providers.get(STATSIG_CLIENT_NAME)?.instance));
  const unknown = clientUsesIn(modules).find(({ clientName }) => !known.includes(clientName));
  if (unknown !== undefined) throw new UnknownStatsigClientError(unknown, known);
}
