// GraphQL in front of a REST service: the handler answers a query itself, and asks the route's service for what it needs.
import { buildSchema, graphql } from 'graphql';
import { defineExtensions } from 'margay';

const schema = buildSchema(`
  type Author { id: ID! name: String! }
  type Book { id: ID! title: String! author: Author! }
  type Query { books: [Book!]! book(id: ID!): Book }
`);

export default defineExtensions({
  delegatingHandlers: {
    async GraphQL(request, next) {
      const { query, variables, operationName } = await questionOf(request);
      if (typeof query !== 'string')
        return Response.json({ errors: [{ message: 'query is missing' }] }, { status: 400 });

      const get = async (path) => {
        const answer = await next(new Request(new URL(path, request.url)));
        return answer.ok ? answer.json() : null;
      };
      const book = (found) => found && { ...found, author: () => get(`/authors/${found.author}`) };
      const rootValue = {
        books: async () => (await get('/books')).map(book),
        book: async ({ id }) => book(await get(`/books/${encodeURIComponent(id)}`)),
      };
      return Response.json(
        await graphql({ schema, source: query, rootValue, variableValues: variables, operationName }),
      );
    },
  },
});

/** GET: in the query string; POST: as JSON (GraphQL over HTTP). */
async function questionOf(request) {
  try {
    if (request.method === 'POST') return (await request.json()) ?? {};
    const parameters = new URL(request.url).searchParams;
    return { query: parameters.get('query'), variables: JSON.parse(parameters.get('variables') ?? '{}') };
  } catch {
    return {};
  }
}
