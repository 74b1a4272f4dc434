import 'reflect-metadata';
import { decoratedClass, type DecoratorArguments, placeName } from './check-decorator.js';

/** A decorator that asks a client by the name of its module. */
export interface ClientUse {
  readonly clientName: string;
  /** For example `@Gate('open')`. */
  readonly decorator: string;
  /** For example `Shop.checkout`. */
  readonly place: string;
}

const usesKey = Symbol.for('statsig-nodekit.nestjs.client-uses');

/** Remembers with the class which client a decorator asks, so that a name without a module shows when the program starts. */
export function recordClientUse(clientName: string, decorator: string, decorated: DecoratorArguments): void {
  const owner = decoratedClass(decorated[0]);
  const use: ClientUse = { clientName, decorator, place: placeName(decorated) };
  Reflect.defineMetadata(usesKey, [...ownUses(owner), use], owner);
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
