import type { Random } from './generator/random.js';

/**
 * Writes a value as JSON in one of the many ways there are: with white space anywhere, characters escaped or not, and members that
 * come twice, of which the last one holds.
 */
export function writeJson(random: Random, value: unknown): string {
  const space = (): string => (random.chance(0.2) ? random.pick([' ', '\n', '\t', '\r\n', '   ']) : '');
  const write = (part: unknown): string => space() + writePart(part) + space();
  const writePart = (part: unknown): string => {
    if (typeof part === 'string') return writeString(random, part);
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    if (Array.isArray(part)) return `[${part.length === 0 ? space() : part.map(write).join(',')}]`;
    const members = Object.entries(part).flatMap(([key, entry]) => {
      const member = (held: unknown): string => `${space()}${writeString(random, key)}${space()}:${write(held)}`;
      const decoy = random.pick([null, {}, [], 'x', { a: [] }, 5, { has_updates: false }]);
      return random.chance(0.03) ? [member(decoy), member(entry)] : [member(entry)];
    });
    return `{${members.length === 0 ? space() : members.join(',')}}`;
  };
  return write(value);
}

function writeString(random: Random, text: string): string {
  const plain = JSON.stringify(text);
  if (!random.chance(0.1)) return plain;
  const escaped = [...Array(text.length).keys()].map((at) =>
    random.chance(0.5)
      ? `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
      : JSON.stringify(text.charAt(at)).slice(1, -1),
  );
  return `"${escaped.join('')}"`;
}
