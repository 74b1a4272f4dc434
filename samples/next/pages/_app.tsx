import type { AppProps } from 'next/app';
import type { ReactElement } from 'react';
import type { StatsigPageProps } from 'statsig-nodekit/next/pages';
import { StatsigBootstrapProvider } from 'statsig-nodekit/next/client';

export default function App({ Component, pageProps }: AppProps<Partial<StatsigPageProps>>): ReactElement {
  return (
    <StatsigBootstrapProvider bootstrap={pageProps.statsig}>
      <Component {...pageProps} />
    </StatsigBootstrapProvider>
  );
}
