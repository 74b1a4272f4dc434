import 'reflect-metadata';
import { LazyModuleLoader, ModuleRef, ModulesContainer } from '@nestjs/core';
import { clientUsesIn } from '../checks/client-uses.js';
import { OWN_SERVICE, getStatsigToken, STATSIG_CLIENT_NAME } from '../module/statsig.tokens.js';
import { StatsigService } from '../service/statsig.service.js';
import { StatsigUserBuilder } from './statsig-user-builder.js';

/** Marks a factory whose products ask about the current request. One name for all copies of this package. */
const requestlessKey = Symbol.for('statsig-nodekit.nestjs.requestless');

/** Marks a factory whose products ask about the current request without having it at hand. */
export function requestless<Factory extends object>(factory: Factory): Factory {
  Reflect.defineProperty(factory, requestlessKey, { value: true });
  return factory;
}

/**
 * Whether anything of an application may ask about the user of the current request without having that request at hand. Only
 * then must each request be followed through all that handles it, which costs a third of what Nest on Fastify takes for a
 * request (Node 20). Guards and parameter decorators have their request.
 *
 * Asking so: whoever injects `StatsigService` or a `StatsigUserBuilder`, or what could get them (`ModuleRef`); decorators that wrap methods; `provideByGate`;
 * and middleware, of which nothing is known when the application is put together.
 */
export function hasRequestlessUses(modules: ModulesContainer): boolean {
  // Neither this package's own modules nor Nest's innermost one, which provides what others could get everything from.
  const records = [...modules.values()].filter(
    ({ providers }) => !providers.has(OWN_SERVICE) && !providers.has(ModulesContainer),
  );
  if (clientUsesIn(modules).some(({ isRequestless }) => isRequestless)) return true;
  const services = servicesOf(modules);
  return records.some(({ metatype, controllers, providers, injectables }) => {
    if (typeof Reflect.get(Object(Reflect.get(metatype, 'prototype')), 'configure') === 'function') return true;
    const holders = [...controllers.values(), ...providers.values(), ...injectables.values()];
    return (
      [metatype, ...holders.map((holder) => holder.metatype)].some(
        (type) => isMarked(type) || wantedBy(type).some((token) => services.has(token)),
      ) || holders.some(({ inject }) => (inject ?? []).some((token) => services.has(tokenOf(token))))
    );
  });
}

/** The tokens of what can ask, or can get it. */
function servicesOf(modules: ModulesContainer): ReadonlySet<unknown> {
  const names = [...modules.values()].map(({ providers }) => providers.get(STATSIG_CLIENT_NAME)?.instance);
  const tokens = names.filter((name) => typeof name === 'string').map((name) => getStatsigToken(name));
  return new Set<unknown>([
    StatsigService,
    StatsigUserBuilder,
    ModuleRef,
    LazyModuleLoader,
    ModulesContainer,
    getStatsigToken(),
    ...tokens,
  ]);
}

function isMarked(type: unknown): boolean {
  return typeof type === 'function' && Reflect.get(type, requestlessKey) === true;
}

// Where Nest keeps what constructors and properties want.
const constructorKeys = ['design:paramtypes', 'self:paramtypes'];
const propertiesKey = 'self:properties_metadata';

/** What a class has injected. */
function wantedBy(type: unknown): unknown[] {
  if (typeof type !== 'function') return [];
  const entries: unknown[] = [...constructorKeys, propertiesKey].flatMap((key) => {
    const metadata: unknown = Reflect.getMetadata(key, type);
    return Array.isArray(metadata) ? metadata : [];
  });
  return entries.map((entry) => tokenOf(entry));
}

/** The token in what Nest keeps: itself, in an object that says where it goes, or to be asked for later. */
function tokenOf(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  if ('forwardRef' in entry && typeof entry.forwardRef === 'function') return entry.forwardRef();
  if ('param' in entry) return tokenOf(entry.param);
  if ('type' in entry) return tokenOf(entry.type);
  return 'token' in entry ? tokenOf(entry.token) : entry;
}
