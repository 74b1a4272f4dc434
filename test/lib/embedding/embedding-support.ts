import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import type { StatsigBootstrap } from 'statsig-nodekit';

/** A bootstrap with the given values; the other fields are the plainest. */
export function bootstrapOf(values: unknown, clientSdkKey: string | null = 'client-page'): StatsigBootstrap {
  const text = JSON.stringify(values);
  const user = (values as { user?: object }).user ?? {};
  const freshness = { lcut: 1, receivedAt: 2, source: 'Network', isStale: false };
  return { values: text, user, clientSdkKey, hashAlgorithm: 'djb2', freshness };
}

/** An element as a browser sees it. */
export interface SeenElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The elements in the body of a page, in their order and whatever their depth, as a browser reads the page. */
export function elementsOf(body: string): SeenElement[] {
  const found: SeenElement[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      const text = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
      found.push({ tag: node.tagName, attributes, text });
    }
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(`<!doctype html><html><head></head><body>${body}</body></html>`));
  return found.filter(({ tag }) => !['html', 'head', 'body'].includes(tag));
}

/** Texts that have broken pages somewhere. */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  // The end of a tag may wait behind a space or a slash.
  '</script >alert(1)',
  '</SCRIPT/ x',
  '<!-- <script x ',
  '-->]]>',
  '<img src=x onerror=alert(1)>',
  '&lt;/script&gt;&amp;&quot;',
  '\u2028\u2029\u0000\u0001\u007f\u0085\ufeff\ufffe',
  '\ud83d\ude00 \ud800 \udc00 \u202e\u05d0\u200f',
  '\\u003c \\" \\\\ \\n',
  "';alert(1)//`${alert(1)}",
  '{{ this }} <%= x %> #{x} ${x}',
  '__proto__',
];
