import type { AgentDecision } from './scanned-agent.js';

/** Reported where there is no version. */
const unknownVersion = '0.0.0';

/** Windows is known by its marketed versions. 8 is missing, as it is in the official SDK. */
const windowsVersions: ReadonlyMap<string, string> = new Map([
  ['5.1', 'XP'],
  ['5.2', 'XP'],
  ['6.0', 'Vista'],
  ['6.1', '7'],
  ['6.3', '8.1'],
  ['10.0', '10'],
]);

/** Products that are reported with at most three parts. */
const threePartTags: ReadonlySet<string> = new Set(['YaBrowser', 'Opera', 'NetFront NX']);

/** How a version is reported: up to four parts joined with dots, without padding (evaluation §8.4). */
export function versionText({ tag, version }: Pick<AgentDecision, 'tag' | 'version'>): string {
  if (version === undefined) return unknownVersion;
  if (tag === 'Windows') return windowsVersions.get(version) ?? unknownVersion;
  const parts = version.split(/[_,.]/, 5);
  if (parts.length > 1 && parts.at(-1) === '' && parts.length < 5) parts.pop();
  const [major = '', minor, patch, build] = parts;
  const shown = [major];
  if (minor !== undefined) shown.push(/^\d*/.exec(minor)?.[0] ?? '');
  if (patch !== undefined) shown.push(patch);
  if (build !== undefined && !threePartTags.has(tag)) shown.push(build);
  return shown.join('.');
}
