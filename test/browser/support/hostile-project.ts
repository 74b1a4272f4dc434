import type { StatsigUserArgs } from 'statsig-nodekit';
import type { JsonValue, Project } from 'statsig-nodekit/emulator';

/** Texts that mean something in HTML, scripts, URLs or to those who read; one that executes sets `globalThis.executed`. */
export const hostileTexts: readonly string[] = [
  '</script><script>globalThis.executed = alert(1)</script>',
  '</ScRiPt ><img src=x onerror="globalThis.executed = 1">',
  '<!--<script>globalThis.executed = 1</script>',
  '--><svg onload=globalThis.executed=1>',
  ']]><script>globalThis.executed = 1</script>',
  '&lt;script&gt;globalThis.executed = 1&lt;/script&gt; &amp; &quot;',
  `"'\`);globalThis.executed = 1;//`,
  '${globalThis.executed = 1}',
  '\u2028globalThis.executed = 1\u2029',
  '\\u003c/script\\u003e \\" \\\\ \\n',
  'line\nbreak\r\ttab\u0000nul\u007f\ufeffbom',
  '😀 emoji 👩‍👩‍👧‍👦 flag 🇩🇪',
  '\u202Eright to left\u202C \u05d0\u05d1\u05d2 \u0627\u0644\u0639\u0631\u0628\u064a\u0629',
  'é and e\u0301',
];

/** What JSON can hold and UTF-8 cannot, so that names have none, and users are given without. */
const halfPair = 'half \ud83d of a pair';

/** What must not be in a page. */
export const privateText = 'of-nobody-elses-concern';

/** A project whose names, rules, groups and values are hostile texts, with a config of 300 kB. */
export function hostileProject(): Project {
  const everyone = [{ everyone: true }] as const;
  const all = { ...keyed(hostileTexts, (text) => text), halfPair };
  return {
    gates: keyed(hostileTexts, (text, place) => ({ enabled: place % 3 > 0, rules: [{ name: text, if: everyone }] })),
    dynamicConfigs: {
      all: { default: all },
      nested: { default: { list: [...hostileTexts], deep: { er: [all] } } },
      large: { default: { text: hostileTexts.join(' ').repeat(500).slice(0, 300_000) } },
      ...keyed(
        hostileTexts.map((text) => `config ${text}`),
        (text) => ({ default: { text: '' }, rules: [{ name: text, if: everyone, value: { text }, groupName: text }] }),
      ),
    },
    layers: keyed(
      hostileTexts.map((text) => `layer ${text}`),
      (_name, place) => ({ default: { ...all, text: hostileTexts[place] ?? '' } }),
    ),
    experiments: keyed(
      hostileTexts.map((text) => `experiment ${text}`),
      (name, place) => ({
        ...(place % 2 === 0 && { layer: `layer ${hostileTexts[place] ?? ''}` }),
        groups: [{ name, weight: 100, value: { text: name } }],
      }),
    ),
    parameterStores: keyed(
      hostileTexts.map((text) => `store ${text}`),
      (_name, place) => ({
        ...keyed(hostileTexts, (text) => ({ static: text })),
        half: { static: halfPair },
        gate: { gate: hostileTexts[place] ?? '', pass: 'passes', fail: 'fails' },
        config: { dynamicConfig: `config ${hostileTexts[place] ?? ''}`, param: 'text' },
        experiment: { experiment: `experiment ${hostileTexts[place] ?? ''}`, param: 'text' },
        layer: { layer: `layer ${hostileTexts[place] ?? ''}`, param: 'text' },
      }),
    ),
  };
}

/** A user whose every field is hostile. */
export function hostileUser(): StatsigUserArgs & { readonly userID: string } {
  const all = keyed(hostileTexts, (text) => text);
  const [script = '', image = '', comment = '', svg = '', cdata = '', entities = '', quotes = ''] = hostileTexts;
  return {
    userID: script,
    customIDs: { ...all, stableID: image },
    email: comment,
    ip: svg,
    userAgent: cdata,
    country: entities,
    locale: quotes,
    appVersion: hostileTexts.join(''),
    custom: { ...all, list: [...hostileTexts] },
    statsigEnvironment: { tier: script },
    privateAttributes: { secret: privateText, [privateText]: script },
  };
}

function keyed<Value extends JsonValue | object>(
  keys: readonly string[],
  value: (key: string, place: number) => Value,
): Record<string, Value> {
  return Object.fromEntries(keys.map((key, place) => [key, value(key, place)]));
}
