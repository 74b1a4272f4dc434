import { type ContextId, ContextIdFactory, ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { UserContext, UserSource } from 'statsig-nodekit/request';
import { type BuiltUser, StatsigUserBuilder } from './statsig-user-builder.js';

/** Nest's record of a module, and of a provider in it. */
type NestModuleRecord = ModulesContainer extends Map<string, infer Record> ? Record : never;
type ProviderRecord = NonNullable<ReturnType<NestModuleRecord['getProviderByKey']>>;

/** The application's own builder of users. */
interface FoundBuilder {
  readonly moduleRef: ModuleRef;
  readonly provider: ProviderRecord;
}

/**
 * Asks the application's `StatsigUserBuilder` for users; undefined when no module has registered one. It is resolved at the
 * first question about a request's user, and injected nowhere, so that its scope does not spread.
 */
export function userBuilderSource(modules: ModulesContainer): UserSource | undefined {
  const holder = [...modules.values()].find(({ providers }) => providers.has(StatsigUserBuilder));
  if (holder === undefined) return undefined;
  let found: FoundBuilder | undefined;
  // Declared async, by which it is known before the first request that handlers must wait for the user.
  return async (context) => (await resolveBuilder((found ??= findIn(holder)), context)).build(context);
}

/** Not before the application has started: only then does the module have its reference. */
function findIn(holder: NestModuleRecord): FoundBuilder {
  const provider = holder.getProviderByKey<StatsigUserBuilder>(StatsigUserBuilder);
  const moduleRef: unknown = holder.getProviderByKey(ModuleRef).instance;
  if (!(moduleRef instanceof ModuleRef)) throw new TypeError('the module of StatsigUserBuilder is not there yet');
  return { moduleRef, provider };
}

/** What any builder has, also one that is not of this copy of the package. */
interface Builder {
  build(context: UserContext): BuiltUser | Promise<BuiltUser>;
}

function resolveBuilder({ moduleRef, provider }: FoundBuilder, { request }: UserContext): Promise<Builder> {
  const contextId: ContextId = ContextIdFactory.getByRequest(request);
  // Twice the same: Nest has made it for this request already, and has registered the request.
  if (ContextIdFactory.getByRequest(request) !== contextId) {
    const injected = provider.isDependencyTreeDurable() ? contextId.payload : Object.assign(request, contextId.payload);
    moduleRef.registerRequestByContextId(injected, contextId);
  }
  return moduleRef.resolve<StatsigUserBuilder>(StatsigUserBuilder, contextId, { strict: true });
}
