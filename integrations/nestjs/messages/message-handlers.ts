import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { gateRequirementsOf } from '../gates/gate-requirements.js';
import { StatsigDecoratorError } from '../handlers/decorator-error.js';
import { isRedirect } from '../gates/otherwise.js';
import { isFieldResolver, type ResolverMethod } from './field-resolvers.js';
import { MessageScopeGuard, MessageScopeInterceptor } from './message-enhancers.js';

// Where Nest and its packages keep what a class is, and which guards and interceptors stand on it (checked by tests).
const gatewayKey = 'websockets:is_gateway';
const gatewayPortKey = 'port';
const socketMessageKey = 'websockets:message_mapping';
const patternKey = 'microservices:pattern';
const resolverKeys = ['graphql:resolver_type', 'graphql:resolver_name', 'graphql:resolve_reference'];
const guardsKey = '__guards__';
const interceptorsKey = '__interceptors__';

type NestModule = ModulesContainer extends Map<string, infer Each> ? Each : never;
type AnyClass = Type<unknown>;

/** What of an application handles messages. */
export interface MessageHandlers {
  /** Whether sockets come about at the server of the application itself. */
  readonly usesUpgrades: boolean;
  /** What resolves fields of GraphQL's objects, and no operations. */
  readonly fieldResolvers: readonly ResolverMethod[];
}

/**
 * Has each gateway, resolver and controller of messages give its messages their scopes first. This is done class by class,
 * because guards and interceptors of the whole application do not reach the microservices of a hybrid one.
 *
 * @throws StatsigDecoratorError when a gate of a message redirects, which only answers of HTTP can
 */
export function bindMessageHandlers(modules: ModulesContainer): MessageHandlers {
  let usesUpgrades = false;
  const fieldResolvers: ResolverMethod[] = [];
  for (const module of modules.values()) {
    for (const { metatype } of [...module.controllers.values(), ...module.providers.values()]) {
      if (!isClass(metatype)) continue;
      const methods = messageMethodsOf(metatype);
      if (methods.length === 0) continue;
      refuseRedirects(metatype, methods);
      bind(modules, module, metatype);
      fieldResolvers.push(...fieldResolversOf(metatype, methods));
      usesUpgrades ||= isGateway(metatype) && (Reflect.getMetadata(gatewayPortKey, metatype) ?? 0) === 0;
    }
  }
  return { usesUpgrades, fieldResolvers };
}

function isClass(metatype: unknown): metatype is AnyClass {
  return typeof metatype === 'function' && typeof metatype.prototype === 'object' && metatype.prototype !== null;
}

function isGateway(type: AnyClass): boolean {
  return Reflect.hasMetadata(gatewayKey, type);
}

/** The methods of a class that are called with messages; empty for classes of HTTP alone, and for providers. */
function messageMethodsOf(type: AnyClass): CallableFunction[] {
  const methods = methodsOf(type);
  const isSocketClass = isGateway(type);
  return methods.filter(
    (method) =>
      (isSocketClass && Reflect.hasMetadata(socketMessageKey, method)) ||
      Reflect.hasMetadata(patternKey, method) ||
      isResolver(method),
  );
}

function isResolver(method: CallableFunction): boolean {
  return resolverKeys.some((key) => Reflect.hasMetadata(key, method));
}

function fieldResolversOf(type: AnyClass, methods: readonly CallableFunction[]): ResolverMethod[] {
  return methods.filter((method) => isResolver(method) && isFieldResolver(method)).map((method) => ({ type, method }));
}

function methodsOf(type: AnyClass): CallableFunction[] {
  const methods: CallableFunction[] = [];
  for (let owner: unknown = type.prototype; typeof owner === 'object' && owner !== null;) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      // What is written at the class stands at its constructor, too.
      if (typeof value === 'function' && name !== 'constructor') methods.push(value);
    }
    owner = Object.getPrototypeOf(owner);
  }
  return methods;
}

function refuseRedirects(type: AnyClass, methods: readonly CallableFunction[]): void {
  for (const method of methods) {
    // A method that also answers HTTP is refused too: the same gate could not be kept for its messages.
    if (!gateRequirementsOf(type, method).some(({ otherwise }) => isRedirect(otherwise))) continue;
    throw new StatsigDecoratorError(
      `@FeatureGate on ${type.name}.${method.name} redirects whom it does not let through, which only answers of HTTP can, ` +
        "and the method handles messages. Write `otherwise: 'not-found'`, 'forbidden', { exception } or { handler }.",
    );
  }
}

/** Puts the guard and the interceptor in front of those of the class, once, and gives its module those of this application. */
function bind(modules: ModulesContainer, module: NestModule, type: AnyClass): void {
  prepend(guardsKey, MessageScopeGuard, type);
  prepend(interceptorsKey, MessageScopeInterceptor, type);
  module.addInjectable({ provide: MessageScopeGuard, useValue: new MessageScopeGuard(modules) }, 'guard');
  module.addInjectable(
    { provide: MessageScopeInterceptor, useValue: new MessageScopeInterceptor(modules) },
    'interceptor',
  );
}

function prepend(key: string, enhancer: AnyClass, type: AnyClass): void {
  const present: readonly unknown[] = Reflect.getMetadata(key, type) ?? [];
  if (!present.includes(enhancer)) Reflect.defineMetadata(key, [enhancer, ...present], type);
}
