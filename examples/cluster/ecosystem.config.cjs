// Two hosts on one machine: npx pm2 start examples/cluster/ecosystem.config.cjs. On real machines each runs the
// ecosystem.config.cjs of the top, and all have the same configuration.
const { join } = require('node:path');

const root = join(__dirname, '../..');

/** One primary with its workers. The settings are those of the ecosystem.config.cjs of the top, which says why. */
const host = (name, port, adminPort) => ({
  name,
  script: 'dist/cli.js',
  args: 'start',
  cwd: root,
  exec_mode: 'cluster',
  instances: 1,
  wait_ready: true,
  listen_timeout: 60_000,
  kill_timeout: 40_000,
  exp_backoff_restart_delay: 100,
  pmx: false,
  env: {
    NODE_ENV: 'production',
    MARGAY_CONFIG: process.env.MARGAY_CONFIG ?? join(__dirname, 'ocelot.json'),
    MARGAY_HOST: '127.0.0.1',
    MARGAY_PORT: String(port),
    MARGAY_ADMIN_PORT: String(adminPort),
  },
});

/** Ports: HOST_A, ADMIN_A, HOST_B and ADMIN_B of the environment, when those of the page are taken. */
const { HOST_A = 5000, ADMIN_A = 5001, HOST_B = 5010, ADMIN_B = 5011 } = process.env;

module.exports = { apps: [host('margay-a', HOST_A, ADMIN_A), host('margay-b', HOST_B, ADMIN_B)] };
