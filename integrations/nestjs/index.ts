/**
 * Statsig for NestJS 11 and 12, on Express and Fastify.
 *
 * `StatsigModule` starts and ends a client with the application, `StatsigService` answers questions for the user of the
 * current request or any other, `@FeatureGate` guards routes, and the parameter decorators inject values. What needs
 * nothing of Nest lives in `statsig-nodekit/request`, which other frameworks share.
 *
 * @module
 */
import 'reflect-metadata';

// The module and its service
export { StatsigModule } from './module/statsig.module.js';
export type { ModuleClientProxyOptions } from './module/client-proxy-mount.js';
export type {
  StableIdOptions,
  StatsigModuleExtras,
  StatsigModuleOptions,
  StatsigOptionsFactory,
} from './module/statsig-module-options.js';
export { StatsigService } from './service/statsig.service.js';
export { getStatsigToken, InjectStatsig, STATSIG_OPTIONS } from './module/statsig.tokens.js';

export {
  StatsigHealthIndicator,
  type StatsigHealth,
  type StatsigHealthOptions,
} from './service/statsig-health.indicator.js';

// Routes behind gates
export {
  FeatureGate,
  type FeatureGateOptions,
  type SiblingDecorator,
  SkipFeatureGate,
} from './gates/feature-gate.decorator.js';
export { FeatureGateGuard } from './gates/feature-gate.guard.js';
export { GateRedirect, GateRedirectFilter } from './gates/gate-redirect.filter.js';
export type { GateRequirement, GateUserSource } from './gates/gate-requirements.js';
export type { GateDenial, HandlerOtherwise, Otherwise, RedirectOtherwise, ThrowOtherwise } from './gates/otherwise.js';
export { provideByGate, type ProvideByGateOptions } from './gates/provide-by-gate.js';
export type { WithMethod } from './gates/sibling-methods.js';
export { Variant, type VariantOptions } from './gates/variant.decorator.js';
export type { GateExpression } from 'statsig-nodekit/request';

// Values, users and events in handlers
export {
  DynamicConfig,
  Experiment,
  type FlagParamOptions,
  type FlagPipe,
  Gate,
  Layer,
  ParameterStore,
} from './handlers/flag-params.decorator.js';
export {
  CurrentStatsigUser,
  type StatsigUserField,
  type UserParamOptions,
} from './handlers/current-statsig-user.decorator.js';
export { Bootstrap, type BootstrapParamOptions } from './handlers/bootstrap.decorator.js';
export { LogEvent, type LogEventOptions, type LoggedCall } from './handlers/log-event.decorator.js';

// Users from requests
export { type BuiltUser, StatsigUserBuilder } from './requests/statsig-user-builder.js';
export type {
  RequestContextPlace,
  RequestLike,
  RequestOrigin,
  RequestUserFields,
  UserContext,
  UserSource,
} from 'statsig-nodekit/request';

// Errors, told apart by `code`
export { StatsigDecoratorError } from './handlers/decorator-error.js';
export { ClientProxyOptionsError, GateExpressionError, RequestScopeError } from 'statsig-nodekit/request';
export {
  DuplicateStatsigModuleError,
  StatsigModuleOptionsError,
  StatsigStartError,
  UnknownStatsigClientError,
} from './module/statsig-module-errors.js';
