import { createInitializeRoute } from 'statsig-nodekit/next';

/** Browsers ask here for values. Without the option, the user is the one of the session; this shop believes what it is told. */
export const { POST, OPTIONS } = createInitializeRoute({ user: ({ user }) => user });
