import { described, isFilledText, type OptionCheck, optionComplaints } from 'statsig-nodekit/request';
import { StatsigDecoratorError } from './decorator-error.js';

/** What a decorator can stand on. */
export type DecoratorPlace =
  'class' | 'method' | 'getter or setter' | 'property' | 'parameter' | 'parameter of a constructor';

/** What a decorator function is called with. */
export type DecoratorArguments = readonly [
  target: object,
  key: string | symbol | undefined,
  descriptorOrIndex: PropertyDescriptor | number | undefined,
];

/** @throws StatsigDecoratorError when the name of a spec or event is no name */
export function checkDecoratorName(decorator: string, name: unknown): void {
  if (isFilledText(name)) return;
  throw new StatsigDecoratorError(`${decorator} got the name ${described(name)}; expected a text that is not empty.`);
}

/** @throws StatsigDecoratorError when options are unknown or of a wrong form, naming each */
export function checkDecoratorOptions(
  decorator: string,
  options: unknown,
  checks: Readonly<Record<string, OptionCheck>>,
): void {
  const complaints = optionComplaints(options, checks);
  if (complaints.length === 0) return;
  throw new StatsigDecoratorError(`${decorator} got wrong options: ${complaints.join('; ')}.`);
}

/** @throws StatsigDecoratorError when a decorator stands where it would do nothing, or something else than it says */
export function checkDecoratorPlace(
  decorator: string,
  expected: readonly DecoratorPlace[],
  decorated: DecoratorArguments,
): void {
  const place = placeOf(decorated);
  if (expected.includes(place)) return;
  throw new StatsigDecoratorError(
    `${decorator} stands on a ${place}, ${placeName(decorated)}; expected a ${expected.join(' or a ')}.`,
  );
}

/** The class that is decorated, or in which what is decorated stands. */
export function decoratedClass(target: object): object {
  // Of methods that are not static a decorator gets the prototype.
  return typeof target === 'function' ? target : target.constructor;
}

/** For example `Shop.checkout`, or just the class. */
export function placeName([target, key]: DecoratorArguments): string {
  const owner = decoratedClass(target);
  const className = typeof owner === 'function' ? owner.name : '';
  return key === undefined ? className : `${className}.${String(key)}`;
}

function placeOf([, key, descriptorOrIndex]: DecoratorArguments): DecoratorPlace {
  if (typeof descriptorOrIndex === 'number') return key === undefined ? 'parameter of a constructor' : 'parameter';
  if (key === undefined) return 'class';
  if (descriptorOrIndex === undefined) return 'property';
  return typeof descriptorOrIndex.value === 'function' ? 'method' : 'getter or setter';
}
