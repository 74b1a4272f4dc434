import { builtinModules } from 'node:module';
import { findCycles, scanImports, type SourceImport } from './import-graph.js';

/** What the files of one folder may import besides each other. */
export interface LayerRule {
  /** Other folders of `lib`, or files directly in it by name without `.ts`. */
  readonly layers: readonly string[];
  /** npm packages. */
  readonly packages?: readonly string[];
  /** Whether Node's own modules are allowed. */
  readonly usesNode?: boolean;
}

/** The rules of a package made of `lib/` and `integrations/`. */
export interface LayerRules {
  /** By folder of `lib`, or file directly in it by name without `.ts`. One that is not listed is a violation. */
  readonly lib: Readonly<Record<string, LayerRule>>;
  /** The npm packages each folder of `integrations` may import, besides Node's modules and the package itself. */
  readonly integrations: Readonly<Record<string, readonly string[]>>;
}

/** `lib/events/event-queue.ts` → `events`; `lib/version.ts` → `version`. */
function layerOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const isNodeModule = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(packageOf(specifier));

/**
 * Every import that breaks the rules, as a sentence each; empty for a healthy tree.
 * @param sources Texts by path relative to the project, of `lib` and `integrations` only.
 */
export function findLayerViolations(sources: ReadonlyMap<string, string>, rules: LayerRules): string[] {
  const imports = scanImports(sources);
  const violations = imports.flatMap((one) => {
    const complaint = one.from.startsWith('lib/') ? complainInLib(one, rules) : complainInIntegration(one, rules);
    if (complaint !== undefined) return [`${one.from} imports ${one.specifier}: ${complaint}`];
    if (one.target !== undefined && !sources.has(one.target)) {
      return [`${one.from} imports ${one.specifier}: there is no ${one.target}`];
    }
    return [];
  });
  const unlisted = new Set(
    [...sources.keys()]
      .filter((path) => !Object.hasOwn(path.startsWith('lib/') ? rules.lib : rules.integrations, layerOf(path)))
      .map((path) => path.split('/').slice(0, 2).join('/')),
  );
  return [
    ...violations,
    ...[...unlisted].map((folder) => `${folder} is in no rule: say what it may import`),
    ...findCycles(imports).map((cycle) => `these files import each other in a circle: ${cycle.join(' → ')}`),
  ];
}

function complainInLib({ from, specifier, target }: SourceImport, rules: LayerRules): string | undefined {
  const own = layerOf(from);
  const rule = rules.lib[own];
  if (rule === undefined) return undefined;
  if (target !== undefined) {
    if (!target.startsWith('lib/')) return 'lib imports only from lib';
    const layer = layerOf(target);
    return layer === own || rule.layers.includes(layer) ? undefined : `${own} may not import ${layer}`;
  }
  if (isNodeModule(specifier)) return rule.usesNode === true ? undefined : `${own} may not use Node's modules`;
  const name = packageOf(specifier);
  return rule.packages?.includes(name) === true ? undefined : `${own} may not import the package ${name}`;
}

/** The names under which integrations import `lib`. */
const coreEntries = new Set(['statsig-nodekit', 'statsig-nodekit/request', 'statsig-nodekit/testing']);

function complainInIntegration({ from, specifier, target }: SourceImport, rules: LayerRules): string | undefined {
  const own = layerOf(from);
  if (target !== undefined) {
    if (target.startsWith(`integrations/${own}/`)) return undefined;
    if (target.startsWith('lib/')) return 'integrations import the core as statsig-nodekit';
    return 'an integration imports no other and nothing outside its folder';
  }
  if (coreEntries.has(specifier) || isNodeModule(specifier)) return undefined;
  const name = packageOf(specifier);
  if (name === 'statsig-nodekit') return 'an integration imports no other';
  return rules.integrations[own]?.includes(name) === false ? `${own} may not import the package ${name}` : undefined;
}
