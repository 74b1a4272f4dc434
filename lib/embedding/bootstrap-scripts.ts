import { isServerKey } from '../bootstrap/is-server-key.js';
import type { StatsigBootstrap } from '../bootstrap/statsig-bootstrap.js';
import { InvalidEmbeddingError } from '../errors/invalid-embedding-error.js';
import { escapeAttribute } from './escape-attribute.js';
import { escapeJson } from './escape-json.js';
import { checkedId, checkedNonce } from './script-attributes.js';

/**
 * `embedding/` puts what a browser starts from into HTML. Functions of their arguments: what is embedded is made by
 * `bootstrap/`, and what reads it in the browser is an integration of its own.
 */

/**
 * How values stand in a page.
 * - `data`: as a data block. Nothing is executed, so that every Content-Security-Policy allows it; `statsig-nodekit/browser`
 *   reads it.
 * - `data-with-reader`: the block, and a small script that puts its contents into `window.statsigBootstrap`, for pages
 *   whose scripts are not bundled.
 * - `executable`: one script that sets `window.statsigBootstrap`.
 */
export type EmbeddingForm = 'data' | 'data-with-reader' | 'executable';

/** What is embedded, and how. */
export interface EmbeddingOptions {
  /** What `bootstrap()` gave; null and undefined embed nothing, and the browser then asks for its values itself. */
  readonly bootstrap: StatsigBootstrap | null | undefined;
  /**
   * The nonce of the page's Content-Security-Policy, which scripts need under a strict one.
   * @default none
   */
  readonly nonce?: string | null | undefined;
  /** The id of the element. @default 'statsig-bootstrap' */
  readonly id?: string | null | undefined;
  /** @default 'data-with-reader' */
  readonly form?: EmbeddingForm | undefined;
}

/** One `<script>` element, whole and in parts. */
export interface BootstrapScript {
  /** Its attributes by name, not escaped, as React takes them as properties. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands in it. It is escaped already: put it in as it is, with React as `dangerouslySetInnerHTML`. */
  readonly content: string;
  /** The whole element as HTML. */
  readonly html: string;
}

/**
 * The elements that put a bootstrap into a page, in their order, for templates that write tags themselves;
 * `renderBootstrapScript` gives them as one text.
 *
 * @throws InvalidEmbeddingError for an id, a nonce or a bootstrap that cannot stand in a page; see `docs/errors.md`
 */
export function bootstrapScripts({
  bootstrap,
  nonce,
  id,
  form = 'data-with-reader',
}: EmbeddingOptions): BootstrapScript[] {
  const [elementId, scriptNonce] = [checkedId(id), checkedNonce(nonce)];
  if (bootstrap === undefined || bootstrap === null) return [];
  if (typeof bootstrap.values !== 'string') {
    throw new InvalidEmbeddingError({
      part: 'bootstrap',
      problem: 'has no values as text',
      advice: 'Give what stands in the field "bootstrap" of the result of bootstrap().',
    });
  }
  const key = bootstrap.clientSdkKey;
  if (key !== null && isServerKey(key)) {
    throw new InvalidEmbeddingError({
      part: 'bootstrap',
      problem: 'has a key for servers as its client key',
      advice: "Give the client key of the project, which begins with 'client-'.",
    });
  }
  const nonceAttribute: Record<string, string> = scriptNonce === undefined ? {} : { nonce: scriptNonce };
  const values = escapeJson(bootstrap.values);
  if (form === 'executable') {
    return [script({ id: elementId, ...nonceAttribute }, assignment({ id: elementId, values, key }))];
  }
  const keyAttribute: Record<string, string> = key === null ? {} : { 'data-client-sdk-key': key };
  const block = script({ type: 'application/json', id: elementId, ...nonceAttribute, ...keyAttribute }, values);
  return form === 'data' ? [block] : [block, script(nonceAttribute, reader(elementId))];
}

function script(attributes: Readonly<Record<string, string>>, content: string): BootstrapScript {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return { attributes, content, html: `<script${written.join('')}>${content}</script>` };
}

/** A script that reads the block. It is plain for the oldest browsers, and gives null for a block that is not whole. */
function reader(id: string): string {
  return (
    `(function(w,d,b){try{var e=d.getElementById("${id}"),v=e.textContent,p=JSON.parse(v);` +
    `if(p.has_updates===true&&p.user)b={id:"${id}",values:v,user:p.user,clientSdkKey:e.getAttribute("data-client-sdk-key")}}` +
    'catch(x){}w.statsigBootstrap=b})(window,document,null)'
  );
}

/** A script that holds the values itself: as text within its text, because that is what the browser's client takes. */
function assignment({
  id,
  values,
  key,
}: {
  readonly id: string;
  readonly values: string;
  readonly key: string | null;
}): string {
  return (
    `(function(w,v){w.statsigBootstrap={id:"${id}",values:v,user:JSON.parse(v).user,clientSdkKey:${quoted(key)}}})` +
    `(window,${quoted(values)})`
  );
}

function quoted(value: string | null): string {
  return escapeJson(JSON.stringify(value));
}
