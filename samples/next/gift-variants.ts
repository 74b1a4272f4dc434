import { staticVariants } from 'statsig-nodekit/next/static';

/** The page of gifts is rendered when the application is built, once for each group of an experiment. */
export const gifts = staticVariants({ page: '/gifts', experiments: { button_color: ['control', 'treatment'] } });
