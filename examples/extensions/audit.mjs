// Plain JavaScript: a handler of all routes that writes a line per call of a service, one that a route asks for, and a hook
// that gives every failure a body.
import { defineExtensions } from 'margay';

export default defineExtensions({
  delegatingHandlers: {
    Audit: {
      global: true,
      async handle(request, next, { log, clientAddress }) {
        const since = performance.now();
        const response = await next(request);
        const took = Math.round(performance.now() - since);
        log.info('audit', { method: request.method, url: request.url, status: response.status, clientAddress, took });
        return response;
      },
    },

    // Answers for a service that takes more than a second.
    async GiveUp(request, next) {
      const late = new Promise((resolve) => setTimeout(resolve, 1_000, 'late'));
      const answer = await Promise.race([next(request), late]);
      return answer === 'late' ? new Response('Not now.\n', { status: 504 }) : answer;
    },
  },

  hooks: {
    async PreErrorResponder(context, next) {
      await next();
      const { answer } = context;
      if (answer === null || answer.failure === null) return;
      answer.headers.set('Content-Type', 'application/problem+json');
      answer.body = `${JSON.stringify({ type: 'about:blank', status: answer.status, code: answer.failure })}\n`;
    },
  },
});
