import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The library as JavaScript, for tests that need a process of its own. */
export interface CompiledLibrary {
  /** The address to import a module from, for example `lib/index.js`. */
  readonly addressOf: (module: string) => string;
  /** The path to require a module from. */
  readonly pathOf: (module: string) => string;
  readonly remove: () => Promise<void>;
}

/**
 * Compiles the given modules and what they import, as the sources are now, with the compiler and the settings of the
 * package. The output lies below `node_modules`, where imports of packages find them, and is the caller's to remove.
 * @param entries paths from the root, such as `lib/index.ts`
 */
export async function compileLibrary(
  entries: readonly string[],
  format: 'esm' | 'cjs' = 'esm',
): Promise<CompiledLibrary> {
  const cache = join(projectRoot, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'compiled-'));
  const settings = {
    extends: join(projectRoot, format === 'esm' ? 'tsconfig.build.json' : 'tsconfig.cjs.json'),
    compilerOptions: { declaration: false, declarationMap: false, rootDir: projectRoot, outDir: folder },
    files: entries.map((entry) => join(projectRoot, entry)),
    include: [],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'package.json'), JSON.stringify(await manifestFor(format)));
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', folder], { cwd: projectRoot });
  return {
    addressOf: (module) => pathToFileURL(join(folder, module)).href,
    pathOf: (module) => join(folder, module),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Entries import each other by the name of the package, which leads to what was compiled here. */
async function manifestFor(format: 'esm' | 'cjs'): Promise<object> {
  const { name, exports }: { name: string; exports: Record<string, unknown> } = JSON.parse(
    await readFile(join(projectRoot, 'package.json'), 'utf8'),
  );
  const entries = Object.entries(exports).flatMap(([entry, conditions]) => {
    const path = /\.\/dist\/esm\/([^"]*\.js)/.exec(
      JSON.stringify(Reflect.get(Object(conditions), 'import') ?? ''),
    )?.[1];
    return path === undefined ? [] : [[entry, `./${path}`]];
  });
  return { name, type: format === 'esm' ? 'module' : 'commonjs', exports: Object.fromEntries(entries) };
}
