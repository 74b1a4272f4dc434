import { type ReactElement, Suspense } from 'react';
import { checkGate, getExperiment, StatsigBootstrap } from 'statsig-nodekit/next';

async function Answers(): Promise<ReactElement> {
  const answers = [
    await checkGate('everyone'),
    await checkGate('staff_only', { exposures: 'deferred' }),
    await checkGate('first_tenth', { exposures: 'server' }),
    await checkGate('winter_sale', { disableExposureLogging: true }),
    (await getExperiment('button_color')).groupName,
  ];
  return <p>{JSON.stringify(answers)}</p>;
}
export default function Never(): ReactElement {
  return (
    <Suspense>
      <Answers />
      <StatsigBootstrap flagsUsed={{ experiments: ['button_color'] }} />
    </Suspense>
  );
}
