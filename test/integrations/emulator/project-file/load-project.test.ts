import { join } from 'node:path';
import { loadProject } from 'statsig-nodekit/emulator';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';

const emptySpecs = {
  has_updates: true,
  time: 5,
  feature_gates: {},
  dynamic_configs: {},
  layer_configs: {},
  condition_map: {},
};

/** Loads `project` from a folder with these files, and returns the message of the failure without the folder's path. */
async function failure(files: Readonly<Record<string, string>>, project: string): Promise<string> {
  const folder = await temporaryFolder(files);
  const error: unknown = await loadProject(join(folder, project)).catch((e: unknown) => e);
  if (!(error instanceof Error)) throw new Error('the project was loaded');
  return error.message.replaceAll(`${folder}/`, '');
}

describe('loading a project file', () => {
  test('reads YAML and JSON alike', async () => {
    const folder = await temporaryFolder({ 'a.yaml': 'gates: { a: {} }\n', 'b.json': '{ "gates": { "a": {} } }' });
    for (const name of ['a.yaml', 'b.json']) {
      expect(await loadProject(join(folder, name))).toEqual({
        kind: 'project',
        project: { gates: { a: {} } },
        idsFromFiles: new Map(),
        files: [join(folder, name)],
      });
    }
  });

  test('reads a file with a byte order mark', async () => {
    const folder = await temporaryFolder({ 'a.json': '\ufeff{ "gates": {} }' });
    expect(await loadProject(join(folder, 'a.json'))).toMatchObject({ project: { gates: {} } });
  });

  test('reads the ids of a list from the file beside it, without comments and empty lines', async () => {
    const project = 'segments: { s: { idListFile: ./ids.txt } }\n';
    const folder = await temporaryFolder({ 'p.yaml': project, 'ids.txt': '# who\nann\r\n\n  bob  \n' });
    const loaded = await loadProject(join(folder, 'p.yaml'));
    expect(loaded).toMatchObject({ idsFromFiles: new Map([['s', ['ann', 'bob']]]) });
    expect(loaded.files).toEqual([join(folder, 'p.yaml'), join(folder, 'ids.txt')]);
  });

  test('reads the specs that `raw` names, and lets the project refer to what is in them', async () => {
    const project = 'raw: specs.json\ngates: { a: { rules: [{ if: [{ gate: exported }] }] } }\n';
    const specs = { ...emptySpecs, feature_gates: { exported: { entity: 'feature_gate' } } };
    const folder = await temporaryFolder({ 'p.yaml': project, 'specs.json': JSON.stringify(specs) });
    expect(await loadProject(join(folder, 'p.yaml'))).toMatchObject({ kind: 'project', raw: specs });
  });

  test('takes specs as the service sends them, untouched', async () => {
    const text = JSON.stringify(emptySpecs, undefined, 1);
    const folder = await temporaryFolder({ 'specs.json': text });
    expect(await loadProject(join(folder, 'specs.json'))).toEqual({
      kind: 'raw',
      specs: emptySpecs,
      text,
      files: [join(folder, 'specs.json')],
    });
  });
});

describe('a project that cannot be loaded', () => {
  test('is not there', async () => {
    expect(await failure({}, 'p.yaml')).toBe('p.yaml:1:1: cannot read p.yaml: there is no such file');
  });

  test('is a folder', async () => {
    const folder = await temporaryFolder();
    await expect(loadProject(folder)).rejects.toThrow(`${folder}:1:1: cannot read ${folder}: it is a folder`);
  });

  test('names a list that is not there', async () => {
    const files = { 'p.yaml': 'segments:\n  s: { idListFile: ./ids.txt }\n' };
    expect(await failure(files, 'p.yaml')).toBe('p.yaml:2:20: cannot read ids.txt: there is no such file');
  });

  test('names specs that are not there', async () => {
    expect(await failure({ 'p.yaml': 'raw: ./specs.json\n' }, 'p.yaml')).toBe(
      'p.yaml:1:6: cannot read specs.json: there is no such file',
    );
  });

  test('names specs that are not JSON', async () => {
    const files = { 'p.yaml': 'raw: ./specs.json\n', 'specs.json': '{\n  "feature_gates": {,}\n}' };
    expect(await failure(files, 'p.yaml')).toBe(
      './specs.json:2:21: not valid JSON: expected a key in double quotes or `}`, found `,`',
    );
  });

  test('has a name that its specs have too', async () => {
    const specs = {
      ...emptySpecs,
      feature_gates: { a: { entity: 'feature_gate' }, b: { entity: 'holdout' }, 'segment:s': { entity: 'segment' } },
      dynamic_configs: { e: { entity: 'dynamic_config' } },
    };
    const project =
      'raw: ./specs.json\ngates: { a: {}, b: {} }\nsegments: { s: { idList: [] } }\nexperiments:\n  e: { groups: [{ name: x, weight: 100, value: {} }] }\n';
    expect((await failure({ 'p.yaml': project, 'specs.json': JSON.stringify(specs) }, 'p.yaml')).split('\n')).toEqual([
      'p.yaml:2:10: gate `a` is also a gate in ./specs.json; rename or remove one of the two',
      'p.yaml:2:17: gate `b` is also a holdout in ./specs.json; rename or remove one of the two',
      'p.yaml:3:13: segment `s` is also a segment in ./specs.json; rename or remove one of the two',
      'p.yaml:5:3: experiment `e` is also a dynamic config in ./specs.json; rename or remove one of the two',
    ]);
  });

  test('holds out a gate that is not its own', async () => {
    const specs = { ...emptySpecs, feature_gates: { exported: { entity: 'feature_gate' } } };
    const project = 'raw: ./specs.json\nholdouts: { h: { percentage: 1, gates: [exported] } }\n';
    expect(await failure({ 'p.yaml': project, 'specs.json': JSON.stringify(specs) }, 'p.yaml')).toBe(
      'p.yaml:2:41: there is no gate `exported`',
    );
  });

  test.each([
    ['', '1:1: not valid JSON: expected a value, found the end of the file'],
    ['{"gates": {"a": {}}', '1:20: not valid JSON: expected `,` or `}`, found the end of the file'],
    ['{"gates": {"a": {},}}', '1:20: not valid JSON: expected a key in double quotes, found `}`'],
    ['{"gates"\n: [1, ]}', '2:7: not valid JSON: expected a value, found `]`'],
    ['{"a" 1}', '1:6: not valid JSON: expected `:`, found `1`'],
    ['{"a": tru}', '1:7: not valid JSON: expected a value, found `t`'],
    ["{'a': 1}", "1:2: not valid JSON: expected a key in double quotes or `}`, found `'`"],
    ['{"a": 01}', '1:8: not valid JSON: expected `,` or `}`, found `1`'],
    ['[1 2]', '1:4: not valid JSON: expected `,` or `]`, found `2`'],
    ['{} {}', '1:4: not valid JSON: expected the end of the file, found `{`'],
  ])('is JSON with a mistake: %s', async (text, complaint) => {
    expect(await failure({ 'p.json': text }, 'p.json')).toBe(`p.json:${complaint}`);
  });

  test('has specs without what specs must have', async () => {
    const text = JSON.stringify({ feature_gates: [], dynamic_configs: 3, layer_configs: {}, time: 'now' });
    expect((await failure({ 'specs.json': text }, 'specs.json')).split('\n')).toEqual([
      'specs.json: feature_gates: expected a map by name (the form of /v2/download_config_specs), found a list (that of /v1)',
      'specs.json: dynamic_configs: expected a map by name, found 3',
      'specs.json: the specs have no `condition_map`',
      'specs.json: time: expected milliseconds since 1970, found "now"',
    ]);
  });
});
