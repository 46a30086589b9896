/** Made-up rows for scenarios: id, name, price, stock. */
export const manyItems = (count, from = 1) => Array.from({ length: count }, (_, i) => ({
  id: from + i, name: `item ${from + i}`, price: Math.round((from + i) * 137.5) / 100, stock: (from + i) * 7 % 50,
}));
