import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pages = fileURLToPath(new URL('../pages/', import.meta.url));
const bundles = new Map<string, Promise<string>>();

/**
 * The text of a program in `test/browser/pages`, with all it imports, as one script. Libraries are in their development form,
 * which complains of more. Made once.
 *
 * @param file for example `probe.ts`
 */
export function bundlePage(file: string): Promise<string> {
  const known = bundles.get(file);
  if (known !== undefined) return known;
  const bundle = build({
    entryPoints: [`${pages}${file}`],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome120',
    tsconfig: `${pages}tsconfig.json`,
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  }).then(({ outputFiles: [output] }) => output?.text ?? '');
  bundles.set(file, bundle);
  return bundle;
}
