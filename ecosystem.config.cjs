// pm2 start ecosystem.config.cjs. MARGAY_CONFIG names the configuration, a file or a folder.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const own = join(__dirname, 'ocelot.json');

module.exports = {
  apps: [
    {
      name: 'margay',
      script: 'dist/cli.js',
      args: 'start',
      cwd: __dirname,
      // One primary, which forks the workers. In cluster mode `pm2 reload` starts the new primary before it stops the old
      // one; in fork mode it stops first, and requests are refused in between.
      exec_mode: 'cluster',
      instances: 1,
      // The primary says `ready` once every worker listens.
      wait_ready: true,
      // Above the longest start.
      listen_timeout: 60_000,
      // Above Limits.DrainDelay + Limits.DrainTimeout + 1 s.
      kill_timeout: 40_000,
      // A configuration with errors is not started over and over at full speed.
      exp_backoff_restart_delay: 100,
      pmx: false,
      env: {
        NODE_ENV: 'production',
        MARGAY_CONFIG: process.env.MARGAY_CONFIG ?? (existsSync(own) ? own : 'examples/quickstart/ocelot.json'),
      },
    },
  ],
};
