// A REST service: books and their authors. Port: the first argument, else 5301.
import { serve } from '../quickstart/serve.mjs';

const books = [
  { id: '1', title: 'Emma', author: 'a' },
  { id: '2', title: 'Persuasion', author: 'a' },
  { id: '3', title: 'Middlemarch', author: 'b' },
];
const authors = { a: { id: 'a', name: 'Jane Austen' }, b: { id: 'b', name: 'George Eliot' } };

serve('books', Number(process.argv[2] ?? 5301), (request, response) => {
  const [, kind, id] = request.url.split('/');
  const found = kind === 'authors' ? authors[id] : id === undefined ? books : books.find((book) => book.id === id);
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? null));
});
