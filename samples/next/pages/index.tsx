import { useExperiment, useStatsigClient } from '@statsig/react-bindings';
import type { InferGetServerSidePropsType } from 'next';
import Link from 'next/link';
import { type ReactElement, useState } from 'react';
import { withStatsigServerSideProps } from 'statsig-nodekit/next/pages';
import { visitor } from '../visitor';

/** A gate that only the server asks: the browser never learns of it. */
export const getServerSideProps = withStatsigServerSideProps(
  ({ statsig }) => ({ props: { shipping: statsig.checkGate('free_shipping') ? 'free' : '4.90' } }),
  { user: visitor, flagsUsed: { experiments: ['button_color'] } },
);

type Props = InferGetServerSidePropsType<typeof getServerSideProps>;

/** The kettle, with a button in the visitor's colour. */
export default function Kettle({ shipping, statsig }: Props): ReactElement {
  const { client } = useStatsigClient();
  const experiment = useExperiment('button_color');
  const color = experiment.get('color', 'gray');
  const [answer, setAnswer] = useState('');

  const signUp = async (): Promise<void> => {
    client.logEvent('clicked_signup');
    const response = await fetch(`/api/signup?user=${encodeURIComponent(statsig?.user.userID ?? '')}`, {
      method: 'POST',
    });
    setAnswer(await response.text());
    await client.flush();
  };

  return (
    <main>
      <h1>Enamel kettle, 1.5 litres</h1>
      <p id="shipping">Shipping: {shipping}</p>
      <p id="stable-id">{statsig?.user.customIDs?.['stableID']}</p>
      <button id="sign-up" style={{ background: color }} onClick={() => void signUp()}>
        Sign up &amp; buy
      </button>
      <p id="decided">
        {color} ({experiment.details.reason})
      </p>
      <p id="answer">{answer}</p>
      <Link href="/teas">Teas</Link>
    </main>
  );
}
