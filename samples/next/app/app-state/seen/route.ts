import { createExposuresRoute } from 'statsig-nodekit/next';

/** Browsers tell here that they show a page. */
export const { POST } = createExposuresRoute();
