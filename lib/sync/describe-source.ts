import type { SpecSource } from './spec-source.js';

/** A source in words, such as `Network (https://api.statsigcdn.com/v2/download_config_specs)`. */
export function describeSource({ name, sourceApi }: SpecSource): string {
  return sourceApi === undefined ? name : `${name} (${sourceApi})`;
}
