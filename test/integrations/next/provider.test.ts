import { useGateValue, useStatsigClient } from '@statsig/react-bindings';
import { createElement, type ReactElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { Statsig } from 'statsig-nodekit';
import { StatsigBootstrapProvider } from 'statsig-nodekit/next/client';
import type { PageBootstrap } from 'statsig-nodekit/next/pages';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nestSpecs } from '../nestjs/support/nest-specs.js';

function Gate(): ReactElement {
  const { client } = useStatsigClient();
  const { stableID } = client.getContext();
  return createElement('p', null, `${String(useGateValue('for_ann'))} ${String(stableID)}`);
}

const htmlOf = (bootstrap: PageBootstrap | null | undefined): string =>
  renderToString(
    createElement(StrictMode, null, createElement(StatsigBootstrapProvider, { bootstrap }, createElement(Gate))),
  );

describe('the provider on a server', () => {
  it('renders each visitor the answers of their own, and asks for nothing', async () => {
    const client = new Statsig('secret-next-test', { bootstrapSpecs: nestSpecs(), disableNetwork: true });
    onTestFinished(async () => void (await client.shutdown()));
    await client.initialize();
    const bootstrapOf = (userID: string): PageBootstrap => {
      const user = { userID, customIDs: { stableID: `stable-${userID}` } };
      const { bootstrap } = client.bootstrap(user, { clientSdkKey: 'client-of-page' });
      if (bootstrap === null) throw new Error('There is nothing to start from.');
      return { ...bootstrap, clientSdkKey: 'client-of-page' };
    };
    const asked = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => asked.mockRestore());
    expect(htmlOf(bootstrapOf('ann'))).toBe('<p>true stable-ann</p>');
    expect(htmlOf(bootstrapOf('bob'))).toBe('<p>false stable-bob</p>');
    expect(htmlOf(bootstrapOf('ann'))).toBe('<p>true stable-ann</p>');
    expect(asked).not.toHaveBeenCalled();
  });

  it.each([null, undefined])('leaves what is below it to defaults without values: %s', (bootstrap) => {
    expect(renderToString(createElement(StatsigBootstrapProvider, { bootstrap }, 'as it was'))).toBe('as it was');
  });
});
