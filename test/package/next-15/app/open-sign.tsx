'use client';

import { useGateValue } from '@statsig/react-bindings';
import type { ReactElement } from 'react';

export function OpenSign(): ReactElement {
  return <p id="sign">{useGateValue('everyone') ? 'come in' : 'come back later'}</p>;
}
