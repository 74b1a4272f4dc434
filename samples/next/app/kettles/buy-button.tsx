'use client';

import { useExperiment } from '@statsig/react-bindings';
import { type ReactElement, useState } from 'react';

/** A button in the visitor's colour, which puts the kettle into the basket. */
export function BuyButton({ buy }: { readonly buy: () => Promise<string> }): ReactElement {
  const experiment = useExperiment('button_color');
  const color = experiment.get('color', 'gray');
  const [answer, setAnswer] = useState('');
  return (
    <>
      <button id="buy" style={{ background: color }} onClick={() => void buy().then(setAnswer)}>
        Buy
      </button>
      <p id="decided">
        {color} ({experiment.details.reason})
      </p>
      <p id="answer">{answer}</p>
    </>
  );
}
