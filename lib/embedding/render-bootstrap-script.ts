import { bootstrapScripts, type EmbeddingOptions } from './bootstrap-scripts.js';

/**
 * The HTML that puts a bootstrap into a page, for any server that writes HTML: a data block with the values and a small script
 * that reads it, or what `form` says. Empty for a bootstrap that is null.
 *
 * Everything in it is escaped. Templates must not escape it again: `<%- %>` in EJS, `!=` in Pug, `{{{ }}}` in Handlebars.
 * The answer is one user's own: send the page with `Cache-Control: private, no-store`.
 *
 * @throws InvalidEmbeddingError for an id, a nonce or a bootstrap that cannot stand in a page; see `docs/errors.md`
 */
export function renderBootstrapScript(options: EmbeddingOptions): string {
  return bootstrapScripts(options)
    .map(({ html }) => html)
    .join('');
}
