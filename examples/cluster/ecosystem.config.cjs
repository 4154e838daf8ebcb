// Two hosts on one machine: npx pm2 start examples/cluster/ecosystem.config.cjs. On real machines each runs the
// ecosystem.config.cjs of the top, and all have the same configuration.
const { join } = require('node:path');
const {
  apps: [app],
} = require('../../ecosystem.config.cjs');

const host = (name, port, adminPort) => ({
  ...app,
  name,
  env: {
    ...app.env,
    MARGAY_CONFIG: process.env.MARGAY_CONFIG ?? join(__dirname, 'ocelot.json'),
    MARGAY_HOST: '127.0.0.1',
    MARGAY_PORT: String(port),
    MARGAY_ADMIN_PORT: String(adminPort),
  },
});

// Other ports come from the environment.
const { HOST_A = 5000, ADMIN_A = 5001, HOST_B = 5010, ADMIN_B = 5011 } = process.env;

module.exports = { apps: [host('margay-a', HOST_A, ADMIN_A), host('margay-b', HOST_B, ADMIN_B)] };
