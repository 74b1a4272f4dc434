import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests run against the sources: the package's own name leads to `lib` and `integrations` instead of `dist`. */
const alias = [
  { find: /^statsig-nodekit$/, replacement: fromRoot('./lib/index.ts') },
  { find: /^statsig-nodekit\/([a-z-]+)$/, replacement: fromRoot('./integrations/$1/index.ts') },
];

/** The suites, cheapest first. `scripts/run-tests.mjs` runs each and refuses one that ran no test. */
const suites = {
  unit: { include: ['test/lib/**/*.test.ts', 'test/integrations/**/*.test.ts'], timeout: 15_000 },
  contract: { include: ['test/contract/**/*.test.ts'], timeout: 30_000 },
  conformance: { include: ['test/conformance/**/*.test.ts'], timeout: 300_000 },
  samples: { include: ['test/samples/**/*.test.ts'], timeout: 120_000 },
  package: { include: ['test/package/**/*.test.ts'], timeout: 300_000 },
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: Object.entries(suites).map(([name, { include, timeout }]) => ({
      resolve: { alias },
      test: { name, include, testTimeout: timeout, hookTimeout: timeout, environment: 'node' },
    })),
  },
});
