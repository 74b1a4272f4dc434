/**
 * What bundles for browsers get in the place of entries that are for servers.
 * @module
 */

throw new Error(
  'A module of statsig-nodekit that is for servers was loaded in a browser. In the browser, import "statsig-nodekit/next/client"; ' +
    'import "statsig-nodekit/next" and "statsig-nodekit/next/pages" only where it is used by getServerSideProps, API routes and ' +
    'instrumentation.ts, "statsig-nodekit/next/proxy" in proxy.ts, and "statsig-nodekit/next/static" in pages that are rendered ' +
    'while the application is built.',
);
