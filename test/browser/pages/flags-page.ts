import {
  type StatsigClient,
  StatsigProvider,
  type StatsigUser,
  useClientBootstrapInit,
  useDynamicConfig,
  useExperiment,
  useGateValue,
  useLayer,
  useParameterStore,
} from '@statsig/react-bindings';
import { createElement, type ReactElement, useState } from 'react';

/*
 * What an application renders, on the server and in the browser. Without JSX and the DOM, so that tests can import it.
 */

/** What a server hands over to its page. */
export interface FlagsPageProps {
  readonly clientSdkKey: string;
  readonly user: StatsigUser;
  readonly values: string;
  /** Where the client sends events, and asks for values if it has to. */
  readonly api: string;
}

/** An application whose client is made by the bindings themselves. */
export function FlagsPage({ clientSdkKey, user, values, api }: FlagsPageProps): ReactElement {
  return createElement(ProvidedFlags, {
    client: useClientBootstrapInit(clientSdkKey, user, values, { networkConfig: { api } }),
  });
}

/** An application that is given a client. */
export function ProvidedFlags({ client }: { readonly client: StatsigClient }): ReactElement {
  return createElement(StatsigProvider, { client, children: createElement(Flags) });
}

/** One flag of each kind as text, and a button that answers only where the page is alive. */
function Flags(): ReactElement {
  const [clicks, setClicks] = useState(0);
  const layer = useLayer('promo');
  const read = {
    gate: useGateValue('new_checkout'),
    config: useDynamicConfig('limits').value,
    experiment: useExperiment('search_ranking').groupName,
    layer: layer.get('color', 'none'),
    store: useParameterStore('checkout').get('title', 'none'),
    reason: layer.details.reason,
  };
  return createElement(
    'main',
    null,
    createElement('output', null, JSON.stringify(read)),
    createElement('button', { onClick: () => setClicks(clicks + 1) }, `clicked ${clicks}`),
  );
}
