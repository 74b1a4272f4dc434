import { FieldsLayout } from './fields-layout.js';
import { NativeLayout } from './native-layout.js';
import type { RedisScripts } from './redis-scripts.js';
import type { SpecsLayout } from './specs-layout.js';
import type { KeyScheme, StoreKeys } from './store-keys.js';
import { TextLayout } from './text-layout.js';

/** The layouts of a scheme, the first being what is written to. The older official SDKs have changed theirs twice. */
export function layoutsOf(
  scheme: KeyScheme,
  {
    scripts,
    keys,
    keptVersions,
  }: { readonly scripts: RedisScripts; readonly keys: StoreKeys; readonly keptVersions: number },
): readonly SpecsLayout[] {
  const { coreV2, coreV3, forwardProxy, legacy, channel } = keys;
  if (scheme === 'native') return [new NativeLayout(scripts, keys, keptVersions)];
  if (scheme === 'forward-proxy') return [new FieldsLayout(scripts, forwardProxy, channel)];
  const names = { 'core-v2': [coreV2], 'core-v3': [coreV3], legacy } satisfies Record<typeof scheme, readonly string[]>;
  return names[scheme].map((name) => new TextLayout(scripts, name, channel));
}
