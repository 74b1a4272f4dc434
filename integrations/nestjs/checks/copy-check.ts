import 'reflect-metadata';
import type { ModulesContainer } from '@nestjs/core';
import { clientUsesIn } from './client-uses.js';
import { type PackageCopy, thisCopy } from './package-copy.js';
import type { StatsigService } from '../service/statsig.service.js';

/** Something of the application that another copy of this package has made, or wants. */
interface ForeignUse {
  readonly what: string;
  readonly copy: PackageCopy | undefined;
}

/**
 * Warns once when the application uses two copies of this package: two versions, or an ES module and a CommonJS one. Most
 * works all the same, because they agree on symbols; what does not is told by `instanceof` and by class.
 */
export function warnOfCopies(modules: ModulesContainer, service: StatsigService, own: ForeignTypes): void {
  const [first] = [...foreignDecorators(modules), ...foreignInjections(modules, own)];
  if (first === undefined) return;
  const { what, copy } = first;
  const versions =
    copy === undefined || copy.version === thisCopy.version
      ? `both of version ${thisCopy.version}, so probably one is loaded by \`import\` and the other by \`require\``
      : `of version ${thisCopy.version} and ${copy.version}`;
  service.warnOnce(
    'copies',
    `Two copies of statsig-nodekit are in this program, ${versions}: ${what} is of another one than StatsigModule. ` +
      'StatsigService cannot be injected by class across them (use @InjectStatsig()). Have one copy: see ' +
      '`npm ls statsig-nodekit`, and load it in one way.',
  );
}

/** The classes of this copy by their names, which those of another copy have too. */
export type ForeignTypes = Readonly<Record<string, unknown>>;

function foreignDecorators(modules: ModulesContainer): ForeignUse[] {
  return clientUsesIn(modules)
    .filter(({ copy }) => copy !== thisCopy)
    .map(({ decorator, place, copy }) => ({ what: `${decorator} on ${place}`, copy }));
}

/** Constructors that want a class of another copy. Nest cannot give it to them, and says only that it is unknown. */
function foreignInjections(modules: ModulesContainer, own: ForeignTypes): ForeignUse[] {
  return [...modules.values()]
    .flatMap(({ controllers, providers }) => [...controllers.values(), ...providers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? wantedBy(metatype, own) : []));
}

function wantedBy(type: object & { readonly name: string }, own: ForeignTypes): ForeignUse[] {
  const wanted: unknown = Reflect.getMetadata('design:paramtypes', type);
  if (!Array.isArray(wanted)) return [];
  return wanted
    .filter((one: unknown) => typeof one === 'function' && Object.hasOwn(own, one.name) && own[one.name] !== one)
    .map((one: { readonly name: string }) => ({
      what: `${one.name} in the constructor of ${type.name}`,
      copy: undefined,
    }));
}
