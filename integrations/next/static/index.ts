/**
 * Statsig for static pages of Next.js: pages that are rendered while the application is built, once for each variant, and that the
 * proxy chooses among for each visitor.
 *
 * @module
 */

export {
  type StaticVariant,
  type StaticVariants,
  staticVariants,
  type StaticVariantsOptions,
} from './static-variants.js';
