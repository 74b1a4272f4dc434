import { createRequire } from 'node:module';
import { createElement, Fragment } from 'react';
import { renderToString } from 'react-dom/server';
import { bootstrapScripts, renderBootstrapScript } from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';

import { bootstrapOf, elementsOf, hostileTexts } from './embedding-support.js';

// Two of them come without declarations.
const load = createRequire(import.meta.url);
const ejs = load('ejs') as { render: (template: string, data: object) => string };
const pug = load('pug') as { render: (template: string, data: object) => string };
const handlebars = load('handlebars') as { compile: (template: string) => (data: object) => string };

const values = { has_updates: true, user: { userID: 'u', custom: { notes: hostileTexts.join(' ') } } };
const options = { bootstrap: bootstrapOf(values), nonce: 'abcd' };
const statsig = renderBootstrapScript(options);

const pages = {
  concatenation: `<main>${statsig}</main>`,
  EJS: ejs.render('<main><%- statsig %></main>', { statsig }),
  Pug: pug.render('main\n  != statsig', { statsig }),
  Handlebars: handlebars.compile('<main>{{{statsig}}}</main>')({ statsig }),
  React: renderToString(
    createElement(
      'main',
      null,
      bootstrapScripts(options).map(({ attributes, content }, index) =>
        createElement(
          Fragment,
          { key: index },
          createElement('script', { ...attributes, dangerouslySetInnerHTML: { __html: content } }),
        ),
      ),
    ),
  ),
};

describe('the embedded values', () => {
  it.each(Object.entries(pages))('are in the page that %s writes', (_, page) => {
    const [main, block, reader, ...others] = elementsOf(page);
    expect([main?.tag, others]).toEqual(['main', []]);
    expect(block?.attributes).toEqual({
      type: 'application/json',
      id: 'statsig-bootstrap',
      nonce: 'abcd',
      'data-client-sdk-key': 'client-page',
    });
    expect(JSON.parse(block?.text ?? '')).toEqual(JSON.parse(JSON.stringify(values)));
    expect(reader?.attributes).toEqual({ nonce: 'abcd' });
    expect(reader?.text).toBe(bootstrapScripts(options)[1]?.content);
  });
});
