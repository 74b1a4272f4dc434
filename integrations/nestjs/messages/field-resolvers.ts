import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { type GateRequirement, gateRequirementsOf } from '../gates/gate-requirements.js';
import { isHandler } from '../gates/otherwise.js';
import { StatsigDecoratorError } from '../handlers/decorator-error.js';

// Where `@nestjs/graphql` keeps what it was told, and what a method resolves (checked by a test with the package).
const graphqlOptions = 'GqlModuleOptions';
const resolverTypeKey = 'graphql:resolver_type';
const rootTypes: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);

/** A method that resolves something of GraphQL. */
export interface ResolverMethod {
  readonly type: Type<unknown>;
  readonly method: CallableFunction;
}

/** Tells what an object is, and gives nothing away; Nest never runs guards there. */
const typeResolver = '__resolveType';

/** Whether a method resolves a field of an object, and no operation: Nest runs guards at operations alone, unless told otherwise. */
export function isFieldResolver(method: CallableFunction): boolean {
  return method.name !== typeResolver && !rootTypes.has(Reflect.getMetadata(resolverTypeKey, method));
}

/**
 * Call it when everything is constructed: only then are the options of GraphQL known.
 *
 * @throws StatsigDecoratorError when a gate stands at a resolver of a field, and Nest was not told to run guards there: the field
 * would be open
 */
export function refuseOpenFields(modules: ModulesContainer, fields: readonly ResolverMethod[]): void {
  const options = [...modules.values()].map(({ providers }): unknown => providers.get(graphqlOptions)?.instance);
  const enhancers = options
    .filter((one) => typeof one === 'object' && one !== null)
    .map((one): unknown => Reflect.get(one, 'fieldResolverEnhancers'));
  const areRun = (kind: string): boolean => enhancers.every((list) => Array.isArray(list) && list.includes(kind));
  for (const { type, method } of fields) {
    const needed = neededAt(gateRequirementsOf(type, method));
    const missing = needed.filter((kind) => !areRun(kind));
    if (missing.length === 0) continue;
    throw new StatsigDecoratorError(
      `@FeatureGate would not hold for ${type.name}.${method.name}, which resolves a field: there Nest runs no ${missing.join(' and no ')} ` +
        `unless told so. Give GraphQLModule \`fieldResolverEnhancers: [${needed.map((kind) => `'${kind}'`).join(', ')}]\`; where the gate ` +
        'is that of the class and the field may be seen by all, write @SkipFeatureGate() at it.',
    );
  }
}

/** What Nest must run for gates to hold; another method answers by way of an interceptor. */
function neededAt(requirements: readonly GateRequirement[]): string[] {
  if (requirements.length === 0) return [];
  return requirements.some(({ otherwise }) => isHandler(otherwise)) ? ['guards', 'interceptors'] : ['guards'];
}
