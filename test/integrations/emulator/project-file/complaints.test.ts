import { parseProject, ProjectFileError } from 'statsig-nodekit/emulator';
import { describe, expect, test } from 'vitest';

/** The complaints about a text, as a terminal shows them. */
async function complaintsAbout(text: string): Promise<string[]> {
  try {
    await parseProject(text, { file: 'p.yaml' });
    return [];
  } catch (error) {
    if (error instanceof ProjectFileError) return error.message.split('\n');
    throw error;
  }
}

/** A gate whose only rule has one condition. */
const condition = (text: string): string => `gates:\n  a: { rules: [{ if: [${text}] }] }\n  b: {}\n`;

const texts =
  '`any`, `none`, `any_case_sensitive`, `none_case_sensitive`, `str_starts_with_any`, `str_ends_with_any`, ' +
  '`str_contains_any`, `str_contains_none`';
const subjects =
  '`field`, `ip`, `userAgent`, `environment`, `time`, `unit`, `bucket`, `app`, `experimentGroup`, `gate`, ' +
  '`notGate`, `segment`, `notSegment`, `everyone`';

type Case = readonly [title: string, text: string, ...complaints: string[]];

const syntax: Case[] = [
  [
    'a list that does not end',
    'gates: [\n',
    '2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'two colons in a line',
    'companyId: a: b\n',
    '1:12: not valid YAML: a second `: ` in one line; put the text after the first in quotes',
  ],
  ['a tab', 'gates:\n\ta: {}\n', '2:1: not valid YAML: a tab; indent with spaces'],
  [
    'two documents',
    'gates: {}\n---\ngates: {}\n',
    '2:1: not valid YAML: a second document starts here; a project is one document, without `---` in between',
  ],
  [
    'an alias to nothing',
    'gates:\n  a: *x\n',
    '1:1: not valid YAML: Unresolved alias (the anchor must be set before the alias): x',
  ],
  ['a key that stands twice', 'gates:\n  a: {}\n  b: {}\n  a: {}\n', '4:3: `a` stands twice; the first is on line 2'],
  ['an empty file', '', '1:1: expected a project (a map), found nothing'],
  ['a list', '- a\n', '1:1: expected a project (a map), found a list of 1'],
  ['a text', 'project\n', '1:1: expected a project (a map), found "project"'],
];

const shapes: Case[] = [
  ['a misspelt key', 'gates:\n  a: { rules: [{ pas: 3 }] }\n', '2:18: unknown key `pas`; did you mean `pass`?'],
  ['a key in other case', 'gates: { a: { idtype: x } }\n', '1:15: unknown key `idtype`; did you mean `idType`?'],
  [
    'an unknown key',
    'layers: { a: { default: {}, owner: me } }\n',
    '1:29: unknown key `owner`; a layer has `description`, `idType`, `salt`, `configVersion`, `default`, `holdouts`',
  ],
  ['a missing key', 'layers:\n  a: {}\n', '2:6: a layer needs `default`'],
  ['a gate without content', 'gates:\n  a:\n', '2:5: expected a gate (a map), found nothing'],
  ['gates that are no map', 'gates: 3\n', '1:8: expected a map from names, found 3'],
  ['rules that are no list', 'gates: { a: { rules: {} } }\n', '1:22: expected a list, found a map'],
  ['an empty name', 'gates:\n  "": {}\n', '2:3: expected a name, found an empty one'],
  ['an empty text', "companyId: ''\n", '1:12: expected a text, found an empty one'],
  ['a number for a text', 'companyId: 3\n', '1:12: expected a text, found 3; put it in quotes'],
  ['a text for a flag', 'gates: { a: { enabled: yes } }\n', '1:24: expected true or false, found "yes"'],
  ['another version of the format', 'version: 2\n', '1:10: expected 1, found 2'],
  [
    'a version that is no whole number',
    'gates: { a: { configVersion: 1.5 } }\n',
    '1:30: expected a whole number from 0 to 4294967295, found 1.5',
  ],
  [
    'a sampling rate of none',
    'gates: { a: { rules: [{ samplingRate: 0 }] } }\n',
    '1:39: expected a whole number from 1 to 4294967295, found 0',
  ],
  ['a value that is no map', 'layers: { a: { default: 3 } }\n', '1:25: expected a map of values, found 3'],
  [
    'a number that JSON has not',
    'layers: { a: { default: { x: .nan } } }\n',
    '1:30: expected a value that JSON can hold, found NaN',
  ],
  [
    'a percentage above 100',
    'gates: { a: { rules: [{ pass: 101 }] } }\n',
    '1:31: expected a percentage from 0 to 100, found 101',
  ],
  [
    'a negative percentage',
    'gates: { a: { rules: [{ pass: -1 }] } }\n',
    '1:31: expected a percentage from 0 to 100, found -1',
  ],
  [
    'a percentage in quotes',
    'gates: { a: { rules: [{ pass: "5" }] } }\n',
    '1:31: expected a percentage from 0 to 100, found "5"',
  ],
  [
    'three decimals',
    'gates: { a: { rules: [{ pass: 12.345 }] } }\n',
    '1:31: expected a percentage with at most two decimals, found 12.345',
  ],
  [
    'a tiny percentage',
    'gates: { a: { rules: [{ pass: 1e-7 }] } }\n',
    '1:31: expected a percentage with at most two decimals, found 1e-7',
  ],
  [
    'two decimals in a weight',
    'experiments: { e: { groups: [{ name: a, weight: 33.33, value: {} }] } }\n',
    '1:49: expected a percentage with at most one decimal (users are split into 1,000 buckets), found 33.33',
  ],
  [
    'a segment without members',
    'segments:\n  s: {}\n',
    '2:6: a segment needs one of `rules`, `idList`, `idListFile`; found none',
  ],
  [
    'a segment of two kinds',
    'segments:\n  s: { rules: [], idList: [] }\n',
    '2:6: a segment needs one of `rules`, `idList`, `idListFile`; found `rules` and `idList`',
  ],
  [
    'a parameter from nowhere',
    'parameterStores:\n  s:\n    a: {}\n',
    '3:8: a parameter comes from one of `static`, `gate`, `dynamicConfig`, `experiment`, `layer`; found none',
  ],
  [
    'a misspelt parameter',
    'parameterStores:\n  s:\n    a: { stat: 1 }\n',
    '3:10: unknown key `stat`; did you mean `static`?',
  ],
  [
    'a parameter of two kinds',
    'parameterStores:\n  s:\n    a: { gate: g, static: 1 }\n',
    '3:8: a parameter comes from one of `static`, `gate`, `dynamicConfig`, `experiment`, `layer`; found `static` and `gate`',
  ],
  [
    'half a gate parameter',
    'parameterStores:\n  s:\n    a: { gate: g, pass: 1 }\n',
    '3:8: a gate parameter needs `fail`',
  ],
  ['a parameter that is no map', 'parameterStores:\n  s:\n    a: 1\n', '3:8: expected a parameter (a map), found 1'],
];

const conditions: Case[] = [
  ['no subject', condition('{ any: [1] }'), `2:23: the condition has no subject; expected one of ${subjects}`],
  [
    'two subjects',
    condition('{ field: x, gate: b }'),
    '2:23: the condition has 2 subjects (`field`, `gate`); write one condition for each',
  ],
  [
    'a misspelt subject',
    condition('{ feild: x, any: [1] }'),
    '2:25: unknown subject or operator `feild`; did you mean `field`?',
  ],
  [
    'a misspelt operator',
    condition('{ field: x, vesion_gt: "1" }'),
    '2:35: unknown subject or operator `vesion_gt`; did you mean `version_gt`?',
  ],
  ['no operator', condition('{ time: now }'), '2:23: `time` needs an operator: one of `before`, `after`, `on`'],
  [
    'two operators',
    condition('{ field: x, any: [1], none: [1] }'),
    '2:23: the condition has 2 operators (`any`, `none`); write one condition for each',
  ],
  [
    'an operator that does not suit',
    condition('{ time: now, any: [1] }'),
    '2:36: `time` cannot be compared with `any`; it takes `before`, `after`, `on`',
  ],
  [
    'an operator where none is taken',
    condition('{ gate: b, any: [1] }'),
    '2:34: `gate` takes no operator, found `any`',
  ],
  [
    'versions of environments',
    condition('{ environment: tier, version_gt: "1" }'),
    `2:44: \`environment\` cannot be compared with \`version_gt\`; it takes ${texts}, \`str_matches\`, \`eq\`, \`neq\``,
  ],
  [
    'a misspelt user agent field',
    condition('{ userAgent: browser_nam, any: [x] }'),
    '2:36: expected `browser_name` or `browser_version` or `os_name` or `os_version`, found "browser_nam"; did you mean `browser_name`?',
  ],
  ['an ip field that does not exist', condition('{ ip: city, any: [x] }'), '2:29: expected `country`, found "city"'],
  ['a bucket without salt', condition('{ bucket: {}, lt: 3 }'), '2:33: a bucket needs `salt`'],
  ['not everyone', condition('{ everyone: false }'), '2:35: expected true, found false'],
  ['one text where a list is wanted', condition('{ field: x, any: US }'), '2:40: expected a list, found "US"'],
  ['a list in a list', condition('{ field: x, any: [[1]] }'), '2:41: expected a text, found a list of 1'],
  ['a number in quotes', condition('{ field: x, gt: "5" }'), '2:39: expected a number, found "5"'],
  [
    'a version without quotes',
    condition('{ field: x, version_gt: 2.10 }'),
    '2:47: expected a version such as "2.3.0", found 2.1; put it in quotes',
  ],
  [
    'a version with a letter',
    condition('{ field: x, version_gt: v2 }'),
    '2:47: expected a version such as "2.3.0", found "v2"',
  ],
  [
    'a time in words',
    condition('{ time: now, after: tomorrow }'),
    '2:43: expected a time such as "2026-01-31T00:00:00Z", or milliseconds since 1970, found "tomorrow"',
  ],
  [
    'a day that does not exist',
    condition('{ time: now, after: 2026-02-30 }'),
    '2:43: expected a time such as "2026-01-31T00:00:00Z", or milliseconds since 1970, found "2026-02-30"',
  ],
  [
    'a broken regular expression',
    condition('{ field: x, str_matches: "(" }'),
    '2:48: "(" is not a regular expression that the SDK can run: a group does not close',
  ],
  [
    'look-ahead',
    condition('{ field: x, str_matches: "a(?=b)" }'),
    '2:48: "a(?=b)" is not a regular expression that the SDK can run: look-ahead cannot be run in linear time',
  ],
  ['a condition that is no map', condition('3'), '2:23: expected a condition (a map), found 3'],
];

const group = (name: string, weight: number, rest = ''): string =>
  `{ name: ${name}, weight: ${weight}, value: {}${rest} }`;

const references: Case[] = [
  [
    'a misspelt gate',
    'gates:\n  new_checkout: {}\n  a: { rules: [{ if: [{ gate: new_chekout }] }] }\n',
    '3:31: there is no gate `new_chekout`; did you mean `new_checkout`?',
  ],
  ['an unknown segment', condition('{ notSegment: staff }'), '2:37: there is no segment `staff`'],
  ['an unknown list', condition('{ unit: userID, in_segment_list: vips }'), '2:56: there is no segment `vips`'],
  [
    'a list that has rules',
    `${condition('{ unit: userID, in_segment_list: s }')}segments: { s: { rules: [] } }\n`,
    '2:56: segment `s` is made of rules, not of an id list; write `segment: s`',
  ],
  ['an unknown experiment', condition('{ experimentGroup: e, any: [x] }'), '2:42: there is no experiment `e`'],
  [
    'an unknown layer',
    `experiments: { e: { layer: promo, groups: [${group('a', 100)}] } }\n`,
    '1:28: there is no layer `promo`',
  ],
  [
    'an unknown targeting gate',
    `experiments: { e: { targetingGate: g, groups: [${group('a', 100)}] } }\n`,
    '1:36: there is no gate `g`',
  ],
  [
    'unknown members of a holdout',
    'holdouts:\n  h: { percentage: 1, gates: [g], dynamicConfigs: [c], experiments: [e], layers: [l] }\n',
    '2:31: there is no gate `g`',
    '2:52: there is no dynamic config `c`',
    '2:70: there is no experiment `e`',
    '2:83: there is no layer `l`',
  ],
  ['an unknown holdout', 'layers: { l: { default: {}, holdouts: [q4] } }\n', '1:40: there is no holdout `q4`'],
  [
    'unknown parts of a target app',
    'targetApps:\n  web: { gates: [g], parameterStores: [s] }\n',
    '2:18: there is no gate `g`',
    '2:40: there is no parameter store `s`',
  ],
  [
    'unknown sources of parameters',
    'parameterStores:\n  s:\n    a: { gate: g, pass: 1, fail: 2 }\n    b: { dynamicConfig: c, param: p }\n    c: { experiment: e, param: p }\n    d: { layer: l, param: p }\n',
    '3:16: there is no gate `g`',
    '4:25: there is no dynamic config `c`',
    '5:22: there is no experiment `e`',
    '6:17: there is no layer `l`',
  ],
  [
    'a misspelt parameter',
    'dynamicConfigs: { c: { default: { items: 1 } } }\nparameterStores:\n  s:\n    a: { dynamicConfig: c, param: itms }\n',
    '4:35: dynamic config `c` has no parameter `itms`; did you mean `items`?',
  ],
  [
    'a default of another type',
    'dynamicConfigs: { c: { default: { items: 1 } } }\nparameterStores:\n  s:\n    a: { dynamicConfig: c, param: items, default: x }\n',
    "4:51: expected a default of the parameter's type: dynamic config `c` has number for `items`, found string",
  ],
  [
    'gate values of two types',
    'gates: { g: {} }\nparameterStores:\n  s:\n    a: { gate: g, pass: 1, fail: false }\n',
    '4:34: `pass` and `fail` must be of one type, found number and boolean',
  ],
  [
    'gates in a circle',
    'gates:\n  a: { rules: [{ if: [{ gate: b }] }] }\n  b: { rules: [{ if: [{ notGate: c }] }] }\n  c: { rules: [{ if: [{ gate: a }] }] }\n',
    '4:31: gate `a` depends on itself: `a` → `b` → `c` → `a`',
  ],
  ['a gate that asks itself', condition('{ gate: a }'), '2:31: gate `a` depends on itself: `a` → `a`'],
  [
    'a segment that asks itself',
    'segments:\n  s: { rules: [{ if: [{ segment: s }] }] }\n',
    '2:34: segment `s` depends on itself: `s` → `s`',
  ],
  [
    'a holdout with the name of a gate',
    'gates: { x: {} }\nholdouts: { x: { percentage: 1 } }\n',
    '2:13: there is a gate of the same name `x`; rename one of the two',
  ],
  [
    'an experiment with the name of a config',
    `dynamicConfigs: { x: { default: {} } }\nexperiments: { x: { groups: [${group('a', 100)}] } }\n`,
    '2:16: there is a dynamic config of the same name `x`; rename one of the two',
  ],
];

const experiments: Case[] = [
  [
    'weights that do not add up',
    `experiments:\n  e: { groups: [${group('a', 50)}, ${group('b', 49.9)}] }\n`,
    '2:16: the weights of the groups add up to 99.9, expected 100',
  ],
  ['no groups', 'experiments:\n  e: { groups: [] }\n', '2:16: an experiment needs at least one group'],
  [
    'a layer that is full',
    `layers: { l: { default: {} } }\nexperiments:\n  e: { layer: l, allocation: 70, groups: [${group('a', 100)}] }\n  f: { layer: l, allocation: 40, groups: [${group('a', 100)}] }\n`,
    '4:30: experiment `f` takes 40 %, but only 30 % of layer `l` is free',
  ],
  [
    'parameters that the layer has not',
    'layers: { l: { default: { color: blue } } }\nexperiments:\n  e: { layer: l, default: { size: 1 }, explicitParameters: [x], groups: [{ name: a, weight: 100, value: { colour: red } }] }\n',
    '3:29: layer `l` has no parameter `size`',
    '3:61: layer `l` has no parameter `x`',
    '3:107: layer `l` has no parameter `colour`; did you mean `color`?',
  ],
  [
    'an explicit parameter that nobody sets',
    `experiments:\n  e: { explicitParameters: [x], groups: [${group('a', 100)}] }\n`,
    '2:29: the experiment has no parameter `x`',
  ],
  [
    'another unit than the layer',
    `layers: { l: { default: {} } }\nexperiments:\n  e: { layer: l, idType: stableID, groups: [${group('a', 100)}] }\n`,
    '3:26: expected the idType of layer `l`, "userID", found "stableID"',
  ],
  [
    'an id in two groups',
    `experiments:\n  e: { groups: [${group('a', 50, ', overrides: { userID: [u] }')}, ${group('b', 50, ', overrides: { userID: [u] }')}] }\n`,
    '2:137: userID `u` is already overridden into group `a`',
  ],
  [
    'two groups of one name',
    `experiments:\n  e: { groups: [${group('a', 50)}, ${group('a', 50)}] }\n`,
    '2:61: group 2 has the same id `a` as group 1; give it another',
  ],
  [
    'two groups of one name with ids',
    `experiments:\n  e: { groups: [${group('a', 50, ', id: x')}, ${group('a', 50, ', id: y')}] }\n`,
    '2:68: group 2 has the same name `a` as group 1',
  ],
];

const rules: Case[] = [
  [
    'two rules of one name',
    'gates:\n  a: { rules: [{ name: x }, { name: x }] }\n',
    '2:37: rule 2 has the same id `x` as rule 1; give it another',
  ],
  [
    'a name that an unnamed rule has',
    'gates:\n  a: { rules: [{}, { name: rule_1 }] }\n',
    '2:28: rule 2 has the same id `rule_1` as rule 1; give it another',
  ],
  [
    'a name with a meaning',
    'gates:\n  a: { rules: [{ name: default }] }\n',
    '2:24: `default` has a meaning of its own in SDKs; give the rule another name or an `id`',
  ],
  [
    'a name that ends in override',
    'gates:\n  a: { rules: [{ id: my_override }] }\n',
    '2:22: `my_override` has a meaning of its own in SDKs; give the rule another name or an `id`',
  ],
];

describe.each([
  ['syntax', syntax],
  ['shapes', shapes],
  ['conditions', conditions],
  ['references', references],
  ['experiments', experiments],
  ['rules', rules],
])('complaints about %s', (_, cases) => {
  test.each(cases.map(([title, text, ...complaints]) => ({ title, text, complaints })))(
    '$title',
    async ({ text, complaints }) => {
      expect(await complaintsAbout(text)).toEqual(complaints.map((complaint) => `p.yaml:${complaint}`));
    },
  );
});

describe('a project file with mistakes', () => {
  test('is reported wholly, in the order of the text', async () => {
    const text = 'gates:\n  b: { enabled: 3 }\n  a: { rules: [{ pas: 3 }, { pass: 300 }] }\nfoo: 1\n';
    expect(await complaintsAbout(text)).toEqual([
      'p.yaml:2:17: expected true or false, found 3',
      'p.yaml:3:18: unknown key `pas`; did you mean `pass`?',
      'p.yaml:3:36: expected a percentage from 0 to 100, found 300',
      expect.stringContaining('p.yaml:4:1: unknown key `foo`; a project has `version`'),
    ]);
  });

  test('is an error with a code, and with complaints as data', async () => {
    const error: unknown = await parseProject('gates: { a: { enabled: 3 } }\n', { file: 'shop.yaml' }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({
      name: 'ProjectFileError',
      code: 'project_file_invalid',
      message: 'shop.yaml:1:24: expected true or false, found 3',
      complaints: [
        { file: 'shop.yaml', line: 1, column: 24, path: 'gates.a.enabled', message: 'expected true or false, found 3' },
      ],
    });
  });

  test('is reported once where an alias uses a mistake twice', async () => {
    expect(await complaintsAbout('gates:\n  a: &x { enabled: 3 }\n  b: *x\n')).toEqual([
      'p.yaml:2:20: expected true or false, found 3',
    ]);
  });
});
