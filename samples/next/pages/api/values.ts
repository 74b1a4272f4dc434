import { withStatsigApiRoute } from 'statsig-nodekit/next/pages';
import { visitor } from '../../visitor';

/** What the browser's client of a static page starts from: the values of the visitor who shows it. */
export default withStatsigApiRoute(
  (req, res) => {
    const { bootstrap } = req.statsig.bootstrap({ flagsUsed: { experiments: ['button_color'] } });
    res.setHeader('cache-control', 'private, no-store');
    res.status(bootstrap === null ? 503 : 200).json(bootstrap);
  },
  { user: visitor },
);
