/**
 * The names of a project and the types of its parameters, for the compiler alone.
 *
 * Empty here: every name is then a `string`, every parameter `unknown`. An application that declares its own has names and
 * parameters checked wherever it asks for them:
 *
 * ```ts
 * declare module 'statsig-nodekit' {
 *   interface StatsigTypes {
 *     gates: 'new_checkout' | 'free_shipping';
 *     dynamicConfigs: { limits: { items: number; label: string } };
 *     experiments: { button_color: { color: 'blue' | 'red' } };
 *     layers: { promo: { color: string; cta: string } };
 *     parameterStores: { checkout: { title: string } };
 *   }
 * }
 * ```
 *
 * Kinds that are left out stay unchecked. Nothing of it exists at run time: what the console says is served, also where it
 * differs from the declaration.
 */
export interface StatsigTypes {}
