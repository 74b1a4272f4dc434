import 'reflect-metadata';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { StatsigUser, type StatsigUserFields } from 'statsig-nodekit';
import { defaultClientName, filledText, oneOf, userOf } from 'statsig-nodekit/request';
import { checkDecoratorOptions, checkDecoratorPlace, type DecoratorArguments } from './check-decorator.js';
import { recordClientUse } from '../checks/client-uses.js';
import { StatsigDecoratorError } from './decorator-error.js';
import { withRequestUser } from './with-request-user.js';

/** A field of a user that `@CurrentStatsigUser(field)` can inject. */
export type StatsigUserField = keyof StatsigUserFields & keyof StatsigUser;

/** Options of `@CurrentStatsigUser()` and `@Bootstrap()`. */
export interface UserParamOptions {
  /**
   * The name of the module whose user it is.
   * @default 'default'
   */
  readonly client?: string;
}

interface UserQuery {
  readonly field: StatsigUserField | undefined;
  readonly clientName: string;
}

const decorator = '@CurrentStatsigUser()';

/** All of them, for programs without types. */
const fieldCheck = oneOf(
  ...Object.keys({
    userID: true,
    customIDs: true,
    email: true,
    ip: true,
    userAgent: true,
    country: true,
    locale: true,
    appVersion: true,
    custom: true,
    privateAttributes: true,
    statsigEnvironment: true,
  } satisfies Record<StatsigUserField, true>),
);

const userParam = createParamDecorator(({ field, clientName }: UserQuery, context: ExecutionContext) =>
  withRequestUser({ clientName, decorator }, context, (_scope, user) =>
    field === undefined ? frozenCopy(user) : frozenField(user[field]),
  ),
);

/**
 * Injects the request's user, or one of its fields (null when it has none). The user is a copy: what is done with it changes
 * nothing for others who handle the request; for that there is `StatsigService.setUser`.
 *
 * @throws StatsigDecoratorError while the program starts, when users have no such field, or an option is wrong
 */
export function CurrentStatsigUser(field?: StatsigUserField, options: UserParamOptions = {}): ParameterDecorator {
  const complaint = field === undefined ? undefined : fieldCheck(field);
  if (complaint !== undefined) throw new StatsigDecoratorError(`${decorator}: the field ${complaint}.`);
  checkDecoratorOptions(decorator, options, { client: filledText });
  const clientName = options.client ?? defaultClientName;
  const inject = userParam({ field, clientName });
  return (target, key, index): void => {
    const decorated: DecoratorArguments = [target, key, index];
    checkDecoratorPlace(decorator, ['parameter'], decorated);
    recordClientUse(clientName, decorator, decorated);
    inject(target, key, index);
    hideType(target, key, index);
  };
}

// Where TypeScript keeps the types of a method's parameters, for pipes.
const typesKey = 'design:paramtypes';

/**
 * Pipes are told that the parameter is of no class. One for validation that looks at parameters of all kinds (the option
 * `validateCustomDecorators`) would make a new user by that class, without what is in its private fields: the user of nobody.
 */
function hideType(target: object, key: string | symbol | undefined, index: number): void {
  if (key === undefined) return;
  const types: unknown = Reflect.getOwnMetadata(typesKey, target, key);
  if (!Array.isArray(types) || types[index] !== StatsigUser) return;
  Reflect.defineMetadata(typesKey, types.with(index, Object), target, key);
}

/** Setters of a user write to private fields, which freezing does not reach: hence a copy. No field can be added to it. */
function frozenCopy(user: StatsigUser): StatsigUser {
  const copy = userOf(user);
  Object.freeze(copy);
  return copy;
}

function frozenField<Value>(value: Value): Value {
  // The getters of a user give copies one level deep or more; of attributes, lists alone are deeper.
  return Object.freeze(value);
}
