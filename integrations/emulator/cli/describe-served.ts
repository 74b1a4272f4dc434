import type { KnownNames } from '../project-file/check-references.js';
import type { EntityKind } from '../project-file/references.js';
import type { Emulator } from '../start-emulator.js';

const kinds: readonly EntityKind[] = [
  'gate',
  'segment',
  'holdout',
  'dynamic config',
  'experiment',
  'layer',
  'parameter store',
];

/** More names than this are counted, not listed: a real project has hundreds. */
const listedNames = 12;

/** What the emulator prints when it is ready: what it serves, and how to point SDKs at it. */
export function describeServed(emulator: Emulator, project: string): string {
  const { url, specsUrl, logEventUrl, idListsUrl, clientApiUrl } = emulator;
  return `Serving ${project} on ${url}

${describeNames(emulator.names)}

Point this SDK at it (any key will do)
  import { Statsig } from 'statsig-nodekit';
  const statsig = new Statsig('secret-local', {
    specsUrl: '${specsUrl}',
    logEventUrl: '${logEventUrl}',
    enableIdLists: true,
    idListsUrl: '${idListsUrl}',
  });

or the official one
  import { Statsig } from '@statsig/statsig-node-core';
  const statsig = new Statsig('secret-local', {
    specsUrl: '${specsUrl}',
    logEventUrl: '${logEventUrl}',
    enableIdLists: true,
    idListsUrl: '${idListsUrl}',
  });

or the one of browsers
  import { StatsigClient } from '@statsig/js-client';
  const client = new StatsigClient('client-local', user, { networkConfig: { api: '${clientApiUrl}' } });

Look at
  curl ${url}/__emulator/events     the events received (?name=…, ?since=<index>)
  curl ${url}/__emulator/project    what is served, and what was wrong with the last edit
`;
}

/** One line for each kind: how many there are, and the first of their names. */
export function describeNames(names: KnownNames): string {
  const lines = kinds.flatMap((kind) => {
    const all = [...names[kind]];
    if (all.length === 0) return [];
    const title = all.length === 1 ? kind : `${kind}s`;
    const more = all.length > listedNames ? `, … ${all.length - listedNames} more` : '';
    return [`  ${String(all.length).padStart(4)} ${title.padEnd(17)} ${all.slice(0, listedNames).join(', ')}${more}`];
  });
  return lines.length === 0 ? '  The project is empty.' : lines.join('\n');
}
