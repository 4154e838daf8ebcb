/** What the backends answer to the small GET: 131 bytes, the size the design's figures were taken with. */
export const smallJson = JSON.stringify({
  id: 7,
  name: 'Espresso machine',
  price: 249.55,
  inStock: true,
  tags: ['kitchen', 'coffee', 'steel', 'italy'],
  updated: '2026-01-31',
});

export const tenKilobytes = 'x'.repeat(10 * 1024);
export const oneMegabyte = 'x'.repeat(1024 * 1024);
