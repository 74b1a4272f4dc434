import type { Random } from '../random.js';
import { AGENT_TEMPLATES, AGENT_WORDS } from './agent-vocabulary.js';

/** A real-looking agent: a template of a browser, application or bot with random versions and models. */
export function realisticAgent(random: Random): string {
  return filled(random, random.pick(AGENT_TEMPLATES));
}

/** Words that the parser knows, in any order and with any separator; it must make the same of them. */
export function jumbledAgent(random: Random): string {
  const words = random.many(1, 14, () => filled(random, random.pick(AGENT_WORDS)));
  return words.map((word) => word + random.pick([' ', ' ', ' ', ' ', ';', '; ', '  ', ') ', ', '])).join('');
}

/** A realistic agent with some of its words taken out, doubled or replaced. */
export function damagedAgent(random: Random): string {
  return realisticAgent(random)
    .split(' ')
    .flatMap((word) => {
      if (random.chance(0.85)) return [word];
      return random.pick([[], [word, word], [filled(random, random.pick(AGENT_WORDS))]]);
    })
    .join(' ');
}

function filled(random: Random, template: string): string {
  return template.replaceAll('#', () => version(random)).replaceAll('@', () => random.token(random.integer(2, 8)));
}

function version(random: Random): string {
  const number = (): string => String(random.pick([0, 1, 4, 8, 10, 17, 109, 537, random.integer(0, 20_000)]));
  const separator = random.pick(['.', '.', '.', '_', ',']);
  const parts = random.many(1, 5, number).join(separator);
  return parts + random.pick(['', '', '', '', '', '', separator, 'b2', '-rc.1', ')', '+']);
}
