import type { AgentDecision, AgentHint, AgentToken, ScannedAgent } from './scanned-agent.js';

/** What the hints mean when no product settles it, strongest first. */
const systemsByHint: readonly (readonly [AgentHint, string])[] = [
  ['ios', 'iOS'],
  ['mac', 'Mac OS X'],
  ['windows', 'Windows'],
  ['linux', 'Linux'],
];

/** The operating system of a scanned agent (evaluation §8.2). */
export function decideSystem({ system, tokens, hints }: ScannedAgent): AgentDecision {
  if (system !== undefined) return { name: system.tag, ...system };
  for (const token of tokens) {
    const decided = systemOf(token, hints);
    if (decided !== undefined) return decided;
  }
  const [, name = 'Other'] = systemsByHint.find(([hint]) => hints.has(hint)) ?? [];
  return { name, tag: name, version: undefined };
}

function systemOf({ tag, version }: AgentToken, hints: ReadonlySet<AgentHint>): AgentDecision | undefined {
  switch (tag) {
    case 'ATV OS X':
    case 'Chromecast':
    case 'Red Hat':
      return { name: tag, tag, version: undefined };
    case 'iOS':
    case 'Android':
    case 'Kindle':
    case 'Ubuntu':
      return { name: tag, tag, version };
    case 'CPU OS':
      return hints.has('ios') ? { name: 'iOS', tag, version } : undefined;
    case 'Version':
      return hints.has('ios') && hints.has('mac') ? { name: 'iOS', tag, version } : undefined;
    default:
      return tag.startsWith('Android') ? { name: 'Android', tag, version: undefined } : undefined;
  }
}
