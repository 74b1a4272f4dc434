import type { Random } from '../support/generator/random.js';
import type { Json } from '../support/generator/wire-types.js';
import { hostileText } from './hostile-texts.js';

/** A copy of a JSON document in which some places hold something of another type, or nothing. */
export function mutateJson(random: Random, document: Json): Json {
  let mutated = document;
  for (let count = random.integer(1, 6); count > 0; count -= 1) mutated = mutateOnce(random, mutated, 0);
  return mutated;
}

/** Goes down at random, and replaces what it finds at the end of its way. */
function mutateOnce(random: Random, value: Json, depth: number): Json {
  const stopsHere = depth > 1 && random.chance(0.3);
  if (stopsHere || typeof value !== 'object' || value === null) return replacement(random);
  if (Array.isArray(value)) {
    if (value.length === 0) return replacement(random);
    const at = random.integer(0, value.length - 1);
    return value.map((item: Json, index) => (index === at ? mutateOnce(random, item, depth + 1) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return replacement(random);
  const [key, member] = random.pick(entries);
  return Object.fromEntries([
    ...entries.filter(([other]) => other !== key),
    ...(random.chance(0.15) ? [] : [[key, mutateOnce(random, member, depth + 1)] as const]),
  ]);
}

function replacement(random: Random): Json {
  return random.pick<Json>([null, true, 0, -1, 1.5, 1e308, '', [], {}, [null], [[]], { a: null }, hostileText(random)]);
}
