import { fork } from 'node:child_process';
import { constants } from 'node:os';
import { prepare } from './lib/prepare.mjs';
import { root } from './lib/project.mjs';
import { quickstart } from './lib/quickstart.mjs';

// npm start: installs and builds when needed, then runs the gateway. Without a --config of the user's it runs
// examples/quickstart with its two demo services beside it. Further arguments go to `margay start`.
prepare();

const args = process.argv.slice(2);
const ownConfig = args.some((arg) => arg === '--config' || arg.startsWith('--config='));
const services = [];

if (!ownConfig) {
  args.unshift('--config', 'examples/quickstart/ocelot.json');
  for (const name of ['catalog', 'chat']) {
    const service = fork(`examples/quickstart/${name}.mjs`, { cwd: root });
    services.push(service);
    await started(service);
  }
}

const gateway = fork('dist/cli.js', ['start', ...args], { cwd: root });
// The message is meant for pm2: every worker listens.
gateway.on('message', (message) => {
  if (message === 'ready' && !ownConfig) console.log(quickstart(args));
});
gateway.on('exit', (code, signal) => {
  // The services end when their channel closes.
  for (const service of services) if (service.connected) service.disconnect();
  process.exitCode = signal ? 128 + constants.signals[signal] : code;
});

// The terminal signals the gateway as well on Ctrl-C; a signal sent to this process alone has to be passed on.
process.on('SIGINT', () => {
  if (!process.stdin.isTTY) gateway.kill('SIGINT');
});
process.on('SIGTERM', () => gateway.kill('SIGTERM'));

/** Resolves when the service listens; ends this process when it could not (it has said why). */
function started(service) {
  return new Promise((resolve) => {
    const fail = (code) => process.exit(code ?? 1);
    service.once('exit', fail);
    service.once('message', () => {
      service.off('exit', fail);
      resolve();
    });
  });
}
