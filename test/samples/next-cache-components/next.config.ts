import type { NextConfig } from 'next';

const config: NextConfig = {
  cacheComponents: true,
  // It is built once, and what Turbopack keeps for a next time takes a while to write.
  experimental: { turbopackFileSystemCacheForBuild: false },
};

export default config;
