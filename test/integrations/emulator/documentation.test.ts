import { readFileSync } from 'node:fs';
import { parseProject } from 'statsig-nodekit/emulator';
import { describe, expect, test } from 'vitest';
import { operatorNames } from '../../../integrations/emulator/project-file/operators.js';
import { subjectNames } from '../../../integrations/emulator/project-file/subjects.js';
import { emulatorForTest } from './server/emulator-for-test.js';

const read = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const projectFile = read('project-file.md');
const yamlBlocks = projectFile
  .split('```yaml\n')
  .slice(1)
  .map((rest) => rest.slice(0, rest.indexOf('```')));

describe('docs/project-file.md', () => {
  test.each(operatorNames)('has the operator %s', (name) => {
    expect(projectFile).toContain(`\`${name}\``);
  });

  test.each(subjectNames)('has the subject %s', (name) => {
    expect(projectFile).toMatch(new RegExp(`\\| .*\`${name}: .*\\|`));
  });

  test('has examples that are valid together', async () => {
    // What later blocks say about a name that an earlier one had, stands for itself.
    const [introduction = '', gates = '', segments = '', configs = '', experiments = '', ...rest] = yamlBlocks;
    await expect(parseProject(introduction)).resolves.toMatchObject({ version: 1 });
    await expect(parseProject([gates, segments, configs, experiments, ...rest].join(''))).resolves.toMatchObject({
      experiments: { button_color: { layer: 'promo' } },
    });
  });
});

describe('docs/emulator.md', () => {
  test('has every endpoint', async () => {
    const emulator = await emulatorForTest();
    const text = read('emulator.md');
    const listed = [...text.matchAll(/`(GET|POST|DELETE) (\/[^`?]*)[^`]*`/g)].map(([, method = '', path = '']) => ({
      method,
      path,
    }));
    expect(listed.length).toBeGreaterThanOrEqual(8);
    for (const { method, path } of listed) {
      const response = await fetch(emulator.url + path.replace('<any key>', 'key'), { method });
      expect([404, 405, 500], `${method} ${path}`).not.toContain(response.status);
    }
  });
});
