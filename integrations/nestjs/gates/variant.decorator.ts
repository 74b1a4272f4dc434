import { Logger } from '@nestjs/common';
import type { ExperimentName, StatsigUser } from 'statsig-nodekit';
import { currentRequestScope, defaultClientName, filledText, flag, type RequestScope } from 'statsig-nodekit/request';
import { checkDecoratorName, checkDecoratorOptions, checkDecoratorPlace } from '../handlers/check-decorator.js';
import { recordClientUse } from '../checks/client-uses.js';
import { StatsigDecoratorError } from '../handlers/decorator-error.js';
import { callSibling, checkSibling, type WithMethod } from './sibling-methods.js';
import { wrapMethod } from '../handlers/wrap-method.js';

/** How `@Variant` chooses. */
export interface VariantOptions {
  /**
   * The parameter of the experiment whose value, as a text, names the variant.
   * @default the name of the user's group
   */
  readonly param?: string;
  /**
   * Whether the choice logs an exposure.
   * @default true
   */
  readonly exposure?: boolean;
  /**
   * The name of the module whose client is asked.
   * @default 'default'
   */
  readonly client?: string;
}

const optionChecks = { param: filledText, exposure: flag, client: filledText };

/**
 * Lets an experiment choose which method answers: one for each group, by its name, upper and lower case alike. Users in no
 * group, and in one that is not named here, get the decorated method; so do all while there are no specs.
 *
 * The chosen method gets the arguments of the decorated one, as its decorators and pipes made them; parameter decorators,
 * pipes and gates of its own do not apply.
 *
 * @throws StatsigDecoratorError while the program starts, when a method does not exist, an option is wrong, it stands on
 * anything but a method, or on one that answers through an injected response
 * @example
 * ```ts
 * @Get('checkout')
 * @Variant('checkout_flow', { treatment: 'onePage' })
 * cart() {}
 *
 * onePage() {}
 * ```
 */
export function Variant<Name extends string>(
  experiment: ExperimentName,
  methods: Readonly<Record<string, Name>>,
  options: VariantOptions = {},
): (target: WithMethod<Name>, key: string | symbol, descriptor: PropertyDescriptor) => void {
  checkDecoratorName('@Variant', experiment);
  const decorator = `@Variant('${experiment}')`;
  checkDecoratorOptions(decorator, options, optionChecks);
  const byGroup = checkMethods(decorator, methods);
  const { client = defaultClientName } = options;
  return (target, key, descriptor): void => {
    checkDecoratorPlace(decorator, ['method'], [target, key, descriptor]);
    for (const name of byGroup.values()) checkVariant(decorator, name, [target, key, descriptor]);
    recordClientUse(client, decorator, [target, key, descriptor], {
      flags: [{ kind: 'experiment', name: experiment }],
      isRequestless: true,
    });
    wrapMethod(descriptor, (method) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        const scope = currentRequestScope(client);
        if (scope === undefined) {
          reportOutside(decorator, client);
          return method.apply(this, args);
        }
        const answer = (user: StatsigUser): unknown => {
          const chosen = byGroup.get(variantOf(scope, user, experiment, options));
          // The decorated method may be named, too: for its own group.
          return chosen === undefined || chosen === String(key)
            ? method.apply(this, args)
            : callSibling(this, chosen, args);
        };
        const user = scope.user();
        return user instanceof Promise ? user.then(answer) : answer(user);
      };
    });
  };
}

function variantOf(scope: RequestScope, user: StatsigUser, experiment: string, options: VariantOptions): string {
  const { param, exposure = true } = options;
  const { groupName, value } = scope.client.getExperiment(user, experiment, { disableExposureLogging: !exposure });
  return String(param === undefined ? groupName : value[param]).toLowerCase();
}

function checkMethods(decorator: string, methods: unknown): ReadonlyMap<string, string> {
  const byGroup = new Map<string, string>();
  for (const [group, name] of Object.entries<unknown>(Object(methods))) {
    if (typeof name === 'string' && name !== '') byGroup.set(group.toLowerCase(), name);
  }
  if (byGroup.size > 0 && byGroup.size === Object.keys(Object(methods)).length) return byGroup;
  throw new StatsigDecoratorError(
    `${decorator} needs the name of a method for each group, such as { control: 'cart', treatment: 'onePage' }.`,
  );
}

function checkVariant(
  decorator: string,
  name: string,
  decorated: readonly [object, string | symbol, PropertyDescriptor],
): void {
  if (name !== decorated[1]) checkSibling(decorator, name, decorated);
}

function reportOutside(decorator: string, client: string): void {
  new Logger('Statsig').warn(
    `${decorator}: its method was called outside of a request of the StatsigModule "${client}", so it ran itself.`,
  );
}
