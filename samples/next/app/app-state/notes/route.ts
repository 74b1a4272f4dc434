import { createEventsRoute } from 'statsig-nodekit/next';

/** Browsers send their events here, of whomever their page was for. */
export const { POST, OPTIONS } = createEventsRoute({ user: ({ user }) => user });
