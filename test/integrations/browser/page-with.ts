import { runInNewContext } from 'node:vm';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { onTestFinished, vi } from 'vitest';

/**
 * Makes the global scope that of a page with this HTML, as far as scripts look at it, and runs the page's own scripts. Ends with
 * the test. What a real browser does with such pages is shown by the tests in `test/browser`.
 */
export function openPage(html: string): void {
  const elements: DefaultTreeAdapterTypes.Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) elements.push(node);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  const attribute = (element: DefaultTreeAdapterTypes.Element, name: string): string | undefined =>
    element.attrs.find((one) => one.name === name)?.value;
  const textOf = (element: DefaultTreeAdapterTypes.Element): string =>
    element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  const document = {
    getElementById: (id: string) => {
      const element = elements.find((one) => attribute(one, 'id') === id);
      if (element === undefined) return null;
      return {
        textContent: textOf(element),
        type: attribute(element, 'type') ?? '',
        getAttribute: (name: string) => attribute(element, name) ?? null,
      };
    },
  };
  const window: Record<string, unknown> = {};
  for (const element of elements) {
    if (element.tagName === 'script' && attribute(element, 'type') === undefined) {
      runInNewContext(textOf(element), { window, document });
    }
  }
  vi.stubGlobal('document', document);
  for (const [name, value] of Object.entries(window)) vi.stubGlobal(name, value);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
}
