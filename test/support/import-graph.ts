import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { plainCode } from './plain-code.js';

/** One import, re-export or dynamic import, as it stands in the source. */
export interface SourceImport {
  /** The importing file, relative to the project with `/` between folders. */
  readonly from: string;
  /** What is written between the quotes. */
  readonly specifier: string;
  /** The imported file for relative specifiers, in the form of `from`. */
  readonly target: string | undefined;
  /** `import type` and `export type`: gone at run time. */
  readonly isTypeOnly: boolean;
}

const statement =
  /^[ \t]*(?:import|export)\s+(type\s+(?!from\b))?(?:[^;'"]*?\sfrom\s+|\*\s*from\s+|)(['"])([^'"\n]+)\2/gm;
const call = /\b(?:import|require)()\s*\(\s*(['"])([^'"\n]+)\2/g;

/**
 * The imports of TypeScript sources, type imports included. A small scanner for code that went through the formatter,
 * which begins every statement on a line of its own.
 * @param sources Texts by path, relative to the project, e.g. `lib/index.ts`.
 */
export function scanImports(sources: ReadonlyMap<string, string>): SourceImport[] {
  return [...sources].flatMap(([from, text]) => {
    const code = plainCode(text);
    const isTypeOnly = new Map<string, boolean>();
    for (const [, type, , specifier = ''] of [statement, call].flatMap((pattern) => [...code.matchAll(pattern)])) {
      // A file may import the types of another in one statement and its values in the next.
      isTypeOnly.set(specifier, Boolean(type) && isTypeOnly.get(specifier) !== false);
    }
    return [...isTypeOnly].map(([specifier, typeOnly]) => ({
      from,
      specifier,
      target: resolveRelative(from, specifier),
      isTypeOnly: typeOnly,
    }));
  });
}

function resolveRelative(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier))
    .split(sep)
    .join('/')
    .replace(/\.js$/, '.ts');
}

/** The TypeScript sources below some folders of the project, by path relative to it. */
export function readSources(projectRoot: string, folders: readonly string[]): Map<string, string> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(files.map((path) => [relative(projectRoot, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
}

/**
 * Cycles among files that load each other, as the files along each. Types may refer to each other; what is loaded in a
 * circle depends on which file happens to come first.
 */
export function findCycles(imports: readonly SourceImport[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, target, isTypeOnly } of imports) {
    if (target !== undefined && !isTypeOnly) targets.set(from, [...(targets.get(from) ?? []), target]);
  }
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push(path.slice(start));
    if (start >= 0 || finished.has(file)) return;
    path.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    path.pop();
    finished.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return cycles;
}
