import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { type PackageCopy, thisCopy } from './package-copy.js';
import type { FlagUse } from './flag-uses.js';
import { decoratedClass, type DecoratorArguments, placeName } from '../handlers/check-decorator.js';

/** A decorator that asks a client by the name of its module. */
export interface ClientUse {
  readonly clientName: string;
  /** For example `@Gate('open')`. */
  readonly decorator: string;
  /** For example `Shop.checkout`. */
  readonly place: string;
  /** What it asks about. */
  readonly flags: readonly FlagUse[];
  /** Whether it runs where it has no request at hand, and must find the current one. */
  readonly isRequestless: boolean;
  /** Whose decorator it is. */
  readonly copy: PackageCopy;
}

const usesKey = Symbol.for('statsig-nodekit.nestjs.client-uses');

/** Remembers with the class which client a decorator asks, so that a name without a module shows when the program starts. */
export function recordClientUse(
  clientName: string,
  decorator: string,
  decorated: DecoratorArguments,
  { flags = [], isRequestless = false }: Partial<Pick<ClientUse, 'flags' | 'isRequestless'>> = {},
): void {
  const owner = decoratedClass(decorated[0]);
  const use: ClientUse = { clientName, decorator, place: placeName(decorated), flags, isRequestless, copy: thisCopy };
  Reflect.defineMetadata(usesKey, [...ownUses(owner), use], owner);
}

/** What the decorators of an application ask. */
export function clientUsesIn(modules: ModulesContainer): ClientUse[] {
  return [...modules.values()].flatMap(({ controllers, providers }) =>
    [...controllers.values(), ...providers.values()].flatMap(({ metatype }) => clientUsesOf(metatype)),
  );
}

/** What decorators of a class, and of the classes that it extends, ask. */
export function clientUsesOf(type: unknown): ClientUse[] {
  const uses: ClientUse[] = [];
  for (let owner = type; typeof owner === 'function'; owner = Object.getPrototypeOf(owner)) {
    uses.push(...ownUses(owner));
  }
  return uses;
}

function ownUses(owner: object): readonly ClientUse[] {
  const own: readonly ClientUse[] | undefined = Reflect.getOwnMetadata(usesKey, owner);
  return own ?? [];
}
