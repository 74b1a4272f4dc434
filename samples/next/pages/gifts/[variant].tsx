import { useExperiment, useStatsigClient } from '@statsig/react-bindings';
import type { GetStaticPaths, GetStaticProps } from 'next';
import Link from 'next/link';
import { type ReactElement, useEffect, useState } from 'react';
import { type PageBootstrap, StatsigBootstrapProvider } from 'statsig-nodekit/next/client';
import { gifts } from '../../gift-variants';

interface Props {
  readonly group: string | null;
}

export const getStaticPaths: GetStaticPaths = () => ({
  paths: gifts.params().map((params) => ({ params })),
  fallback: false,
});

export const getStaticProps: GetStaticProps<Props> = ({ params }) => {
  const variant = gifts.read(params?.['variant']);
  return variant === undefined ? { notFound: true } : { props: { group: variant.groups.button_color } };
};

/** A static page in the colour of the visitor's group. Its browser asks this application for values, to log the exposure. */
export default function Gifts({ group }: Props): ReactElement {
  const [bootstrap, setBootstrap] = useState<PageBootstrap>();
  useEffect(() => {
    fetch(`/api/values${location.search}`)
      .then(async (answer) => setBootstrap((await answer.json()) as PageBootstrap))
      // The page is whole without; nothing but the exposure is missing.
      .catch(() => undefined);
  }, []);
  return (
    <main>
      <h1>Gifts</h1>
      <button id="wrap" style={{ background: group === 'treatment' ? 'red' : 'blue' }}>
        Wrap it
      </button>
      {bootstrap !== undefined && (
        <StatsigBootstrapProvider bootstrap={bootstrap}>
          <Exposure />
        </StatsigBootstrapProvider>
      )}
      <Link href="/about">About us</Link>
    </main>
  );
}

/** Logs the exposure of what the page shows already. */
function Exposure(): ReactElement {
  const { client } = useStatsigClient();
  const experiment = useExperiment('button_color');
  useEffect(() => void client.flush(), [client]);
  return <p id="exposed">{experiment.groupName}</p>;
}
