import { createBootstrapRoute } from 'statsig-nodekit/next';

/** The values of the visitor, for pages that fetch them. */
export const { GET } = createBootstrapRoute();
