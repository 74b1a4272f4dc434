/** A flag was asked for while a page was rendered once for everybody. Next names the page. */
export class StaticPageError extends Error {
  override readonly name = 'StaticPageError';
  readonly code = 'static_page';

  constructor() {
    super(
      'A flag was asked for while a static page was rendered, so that every visitor would get the answer of this moment. Remove ' +
        "`dynamic = 'force-static'` from the page, ask in the browser, or choose among pages in the proxy (statsig-nodekit/next/static). " +
        'If one answer for everybody is meant, ask with `allowStatic: true`.',
    );
  }
}
