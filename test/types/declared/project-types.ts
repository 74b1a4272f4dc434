import type { Limits } from './limits.js';

declare module 'statsig-nodekit' {
  interface StatsigTypes {
    gates: 'new_checkout' | 'free_shipping';
    dynamicConfigs: { limits: Limits; prices: { table: Record<string, number> } };
    experiments: { button_color: { color: 'blue' | 'red'; isBold: boolean } };
    layers: { promo: { color: string; cta: string | null } };
    parameterStores: { checkout: { title: string; items: number } };
  }
}
