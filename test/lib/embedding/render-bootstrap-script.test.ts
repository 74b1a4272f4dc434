import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { bootstrapScripts, type EmbeddingForm, renderBootstrapScript } from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';

import { anyText } from '../../support/text-arbitraries.js';
import { bootstrapOf, elementsOf, hostileTexts, type SeenElement } from './embedding-support.js';

const values = { has_updates: true, user: { userID: 'u' }, feature_gates: { a: { value: true } } };
const around = (html: string): SeenElement[] => elementsOf(`<p>before</p>${html}<p>after</p>`);

/** What a page's script finds in `window.statsigBootstrap` when the scripts have run, and nothing else of the page. */
function runPage(elements: readonly SeenElement[]): unknown {
  const window: Record<string, unknown> = {};
  const document = {
    getElementById: (id: string) => {
      const element = elements.find(({ attributes }) => attributes['id'] === id);
      return element && { textContent: element.text, getAttribute: (name: string) => element.attributes[name] ?? null };
    },
  };
  const scripts = elements.filter(({ tag, attributes }) => tag === 'script' && attributes['type'] === undefined);
  for (const { text } of scripts) runInNewContext(text, { window, document });
  expect(Object.keys(window)).toEqual(['statsigBootstrap']);
  // Into this realm, so that it compares.
  return JSON.parse(JSON.stringify(window['statsigBootstrap']));
}

/** Any JSON value with hostile texts in it, also as names. */
const hostileJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.constantFrom(...hostileTexts), anyText({ maxLength: 40 })),
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...hostileTexts), anyText({ maxLength: 20 })), tie('value')), {
        maxLength: 4,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

describe('renderBootstrapScript', () => {
  it('writes a data block and a reader', () => {
    expect(renderBootstrapScript({ bootstrap: bootstrapOf(values), nonce: 'abc+/-_12==' })).toBe(
      '<script type="application/json" id="statsig-bootstrap" nonce="abc+/-_12==" data-client-sdk-key="client-page">' +
        '{"has_updates":true,"user":{"userID":"u"},"feature_gates":{"a":{"value":true}}}</script>' +
        '<script nonce="abc+/-_12==">(function(w,d,b){try{var e=d.getElementById("statsig-bootstrap"),v=e.textContent,p=JSON.parse(v);' +
        'if(p.has_updates===true&&p.user)b={id:"statsig-bootstrap",values:v,user:p.user,clientSdkKey:e.getAttribute("data-client-sdk-key")}}' +
        'catch(x){}w.statsigBootstrap=b})(window,document,null)</script>',
    );
  });

  it('writes a block alone, or a script alone, when asked to', () => {
    const [block, ...others] = around(
      renderBootstrapScript({ bootstrap: bootstrapOf(values, null), form: 'data', id: 'v.1' }),
    );
    expect(others.length).toBe(2);
    expect([block, ...others].map(({ tag = '' } = {} as SeenElement) => tag)).toEqual(['p', 'script', 'p']);
    expect(others[0]?.attributes).toEqual({ type: 'application/json', id: 'v.1' });
    const executable = around(
      renderBootstrapScript({ bootstrap: bootstrapOf(values), form: 'executable', nonce: 'n' }),
    );
    expect(executable.map(({ tag }) => tag)).toEqual(['p', 'script', 'p']);
    expect(executable[1]?.attributes).toEqual({ id: 'statsig-bootstrap', nonce: 'n' });
  });

  it.each([null, undefined])('writes nothing for a bootstrap that is %s', (bootstrap) => {
    expect(renderBootstrapScript({ bootstrap, nonce: 'n', id: 'x' })).toBe('');
  });

  it.each(['data-with-reader', 'executable'] as EmbeddingForm[])(
    'gives the page, as %s, exactly what was embedded, whatever it is, and nothing else happens there',
    (form) => {
      fc.assert(
        fc.property(hostileJson, fc.option(fc.constantFrom(...hostileTexts)), (hostile, key) => {
          const bootstrap = bootstrapOf(
            { has_updates: true, user: { userID: 'u', custom: { hostile } }, hostile },
            key,
          );
          const elements = around(renderBootstrapScript({ bootstrap, form }));
          const scripts = form === 'executable' ? ['script'] : ['script', 'script'];
          expect(elements.map(({ tag }) => tag)).toEqual(['p', ...scripts, 'p']);
          const found = runPage(elements) as { values: string; user: unknown; id: string; clientSdkKey: string | null };
          expect(found.id).toBe('statsig-bootstrap');
          // A parser of HTML puts U+FFFD in the place of the character U+0000, which no key has.
          expect(found.clientSdkKey).toBe(form === 'executable' ? key : (key?.replaceAll('\0', '\ufffd') ?? null));
          expect(JSON.parse(found.values)).toEqual(JSON.parse(bootstrap.values));
          expect(found.user).toEqual(JSON.parse(bootstrap.values).user);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('writes no character that has a meaning between the tags', () => {
    fc.assert(
      fc.property(hostileJson, fc.constantFrom('data' as const, 'executable' as const), (hostile, form) => {
        const [script] = bootstrapScripts({ bootstrap: bootstrapOf({ has_updates: true, user: {}, hostile }), form });
        expect(script?.content).not.toMatch(/[<>&\u2028\u2029\p{Surrogate}]/u);
        // What is written in UTF-8 is what was meant.
        expect(Buffer.from(script?.html ?? '').toString()).toBe(script?.html);
      }),
      { numRuns: 300 },
    );
  });

  it('writes halves of surrogate pairs so that they arrive, which no encoding has', () => {
    const bootstrap = {
      ...bootstrapOf(values),
      values: '{"has_updates":true,"user":{"userID":"\ud800 \udc00 \u{1f600}"}}',
    };
    const [block] = bootstrapScripts({ bootstrap });
    expect(block?.content).toBe(String.raw`{"has_updates":true,"user":{"userID":"\uD800 \uDC00 😀"}}`);
  });

  it('leaves the page without a bootstrap, and without an error, when the block is not whole', () => {
    const html = renderBootstrapScript({ bootstrap: bootstrapOf(values) });
    for (const broken of ['', '{', 'null', '{"has_updates":false,"user":{}}', '{"has_updates":true}', '"text"']) {
      const elements = elementsOf(html.replace(JSON.stringify(values), broken));
      expect(runPage(elements), broken).toBeNull();
    }
    expect(runPage(elementsOf(html).slice(1))).toBeNull();
  });

  it.each(['', ' ', '1a', 'a b', 'a"', 'a<', "a'", 'a\n', 'ä', `a${'b'.repeat(128)}`, 5, {}])(
    'refuses the id %j and says what one is',
    (id) => {
      expect(() => renderBootstrapScript({ bootstrap: bootstrapOf(values), id: id as string })).toThrow(
        expect.objectContaining({
          code: 'embedding_invalid',
          part: 'id',
          message: expect.stringContaining('Give a letter'),
        }),
      );
    },
  );

  it.each(['a b', '"', "'nonce-abc'", 'abc" onload="alert(1)', '<', 'abc===', '=', 'ä', 5, {}])(
    'refuses the nonce %j',
    (nonce) => {
      expect(() => renderBootstrapScript({ bootstrap: bootstrapOf(values), nonce: nonce as string })).toThrow(
        expect.objectContaining({ code: 'embedding_invalid', part: 'nonce' }),
      );
    },
  );

  it('does not repeat a nonce that it refuses, because that is a secret of the page', () => {
    const nonce = 'nonce-Zm9vYmFy!';
    expect(() => renderBootstrapScript({ bootstrap: bootstrapOf(values), nonce })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Zm9vYmFy') }),
    );
  });

  it('refuses odd ids and nonces also when there is nothing to embed', () => {
    expect(() => renderBootstrapScript({ bootstrap: null, nonce: '"' })).toThrow('nonce');
  });

  it('takes an empty nonce for none', () => {
    expect(renderBootstrapScript({ bootstrap: bootstrapOf(values), nonce: '' })).not.toContain('nonce');
  });

  it('refuses what is no bootstrap', () => {
    const result = { bootstrap: bootstrapOf(values) };
    expect(() => renderBootstrapScript({ bootstrap: result as never })).toThrow('the field "bootstrap"');
  });

  it('refuses to write a key for servers into a page, and does not repeat it', () => {
    for (const form of ['data', 'executable'] as EmbeddingForm[]) {
      const render = (): string => renderBootstrapScript({ bootstrap: bootstrapOf(values, 'secret-0123456789'), form });
      expect(render).toThrow(
        expect.objectContaining({ code: 'embedding_invalid', message: expect.not.stringContaining('0123456789') }),
      );
    }
  });
});
