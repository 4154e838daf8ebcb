// A worker process without a gateway: it speaks src/shared/control.ts and does what STAND_IN says.
const behavior = JSON.parse(process.env.STAND_IN ?? '{}');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

const send = (message) => process.send(message);
let settings = null;
let silent = false;

process.on('message', (message) => {
  switch (message.type) {
    case 'snapshot.begin':
      settings = message.settings;
      break;
    case 'snapshot.commit':
      if (['/refused', `/refused-by-${process.pid}`].includes(settings.healthPath)) {
        send({ type: 'snapshot.failed', id: message.id, reason: 'refused by the test' });
      } else if (settings.healthPath === '/stall') silent = true;
      else if (settings.healthPath !== '/no-answer') send({ type: 'snapshot.ready', id: message.id, longestStall: 1 });
      if (silent) send({ type: 'snapshot.ready', id: message.id, longestStall: 1 });
      break;
    case 'listen':
      if (message.listeners.some(({ port }) => port === 1)) send({ type: 'listen.failed', reason: 'port 1 is taken' });
      else send({ type: 'listening' });
      break;
    case 'drain':
      setTimeout(() => process.exit(0), behavior.drainTime ?? 0);
      break;
    case 'ping':
      if (!silent) send({ type: 'pong', sequence: message.sequence });
  }
});

if (behavior.crash === true) process.exit(3);
else if (behavior.fail !== undefined) send({ type: 'start.failed', reason: behavior.fail });
else send({ type: 'hello' });
