import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests run against the sources: the package's own name leads to `lib` and `integrations` instead of `dist`. */
const alias = [
  { find: /^statsig-nodekit$/, replacement: fromRoot('./lib/index.ts') },
  { find: /^statsig-nodekit\/([a-z-]+)$/, replacement: fromRoot('./integrations/$1/index.ts') },
];

const setup = [fromRoot('./test/support/fixed-seed.ts')];
const watchingSecrets = [...setup, fromRoot('./test/support/secret-watch/install-secret-watch.ts')];

/** The suites, cheapest first. `scripts/run-tests.mjs` runs each and refuses one that ran no test. */
const suites = {
  unit: { folders: ['lib', 'integrations', 'scripts'], timeout: 15_000, parallel: true, setup: watchingSecrets },
  contract: { folders: ['contract'], timeout: 30_000, parallel: true, setup: watchingSecrets },
  conformance: { folders: ['conformance'], timeout: 300_000, parallel: true, setup },
  fuzz: { folders: ['fuzz'], timeout: 300_000, parallel: false, setup },
  // Whole programs, compilers and installations: they fill two cores one at a time.
  samples: { folders: ['samples'], timeout: 120_000, parallel: false, setup },
  package: { folders: ['package', 'types'], timeout: 300_000, parallel: false, setup },
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: Object.entries(suites).map(([name, { folders, timeout, parallel, setup: setupFiles }]) => ({
      resolve: { alias },
      test: {
        name,
        setupFiles,
        include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
        testTimeout: timeout,
        hookTimeout: timeout,
        fileParallelism: parallel,
        environment: 'node',
      },
    })),
  },
});
