import 'reflect-metadata';
import { type DecoratorArguments, decoratedClass, placeName } from '../handlers/check-decorator.js';
import { StatsigDecoratorError } from '../handlers/decorator-error.js';

/** A class whose instances have a public method of this name; what `@FeatureGate` and `@Variant` ask of theirs. */
export type WithMethod<Name extends string> = Readonly<Record<Name, (...args: never[]) => unknown>>;

/** Calls another method of the same object with the same arguments. */
export function callSibling(self: unknown, name: string, args: readonly unknown[]): unknown {
  // `checkSibling` has seen to it that there is such a method.
  const sibling: (...args: readonly unknown[]) => unknown = Reflect.get(Object(self), name);
  return sibling.apply(self, [...args]);
}

// Where Nest keeps what a handler's parameters are, and how it marks the response among them (checked by a test).
const parametersKey = '__routeArguments__';
const passthroughKey = '__responsePassthrough__';
const responseParameters = ['1:', '2:'];

/**
 * @throws StatsigDecoratorError when the class has no such method, or when the decorated method answers through an injected
 * response: Nest then waits for an answer that the other method would not give
 */
export function checkSibling(decorator: string, name: string, decorated: DecoratorArguments): void {
  const [target, key] = decorated;
  const owner: object = typeof target === 'function' ? Object(Reflect.get(target, 'prototype')) : target;
  if (typeof Reflect.get(owner, name) !== 'function' || name === 'constructor') {
    throw new StatsigDecoratorError(
      `${decorator} on ${placeName(decorated)} names the handler "${name}", which is no method of the class. ` +
        'Write the name of a method of the same class.',
    );
  }
  if (key === name) {
    throw new StatsigDecoratorError(
      `${decorator} on ${placeName(decorated)} names its own method as the other handler.`,
    );
  }
  if (key !== undefined) refuseInjectedResponse(decorator, decorated);
}

/** @throws StatsigDecoratorError when a method takes the framework's response and answers through it */
export function refuseInjectedResponse(decorator: string, decorated: DecoratorArguments): void {
  const [target, key] = decorated;
  if (key === undefined) return;
  const owner = decoratedClass(target);
  const parameters: unknown = Reflect.getMetadata(parametersKey, owner, key);
  const takesResponse = Object.keys(Object(parameters)).some((parameter) =>
    responseParameters.some((start) => parameter.startsWith(start)),
  );
  if (!takesResponse || Reflect.getMetadata(passthroughKey, owner, key) === true) return;
  throw new StatsigDecoratorError(
    `${decorator} on ${placeName(decorated)} cannot hand over to another handler, because the method answers through an ` +
      'injected response and Nest would wait for that answer for ever. Return the answer, or inject ' +
      '@Res({ passthrough: true }).',
  );
}
