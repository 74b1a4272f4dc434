import { withStatsigApiRoute } from 'statsig-nodekit/next/pages';
import { visitor } from '../../visitor';

/** The conversion that the experiment is about. */
export default withStatsigApiRoute<string>(
  (req, res) => {
    req.statsig.logEvent('visited_signup');
    res.status(201).send(`signed up as ${req.statsig.user.userID}`);
  },
  { user: visitor },
);
