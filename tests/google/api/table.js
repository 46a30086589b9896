/** The "table" that values.append looks for: a block of cells that touch each other, also at corners. */

const key = (row, column) => row * 32768 + column;

/** Bounding box of the last such block that begins in `area`; undefined when the area is empty. */
export function findTable(sheet, area) {
  const seen = new Set();
  let last;
  for (let row = area.startRow; row < Math.min(area.endRow, sheet.rows.length); row++) {
    for (let column = area.startColumn; column < Math.min(area.endColumn, sheet.rows[row]?.cells.length ?? 0); column++) {
      if (!filled(sheet, row, column) || seen.has(key(row, column))) continue;
      const block = grow(sheet, row, column, seen);
      if (!last || block.endRow > last.endRow || (block.endRow === last.endRow && block.startColumn > last.startColumn)) last = block;
    }
  }
  return last;
}

function filled(sheet, row, column) {
  const cell = sheet.cell(row, column);
  return cell !== undefined && !cell.empty;
}

function grow(sheet, row, column, seen) {
  const block = { startRow: row, endRow: row + 1, startColumn: column, endColumn: column + 1 };
  const queue = [[row, column]];
  seen.add(key(row, column));
  while (queue.length > 0) {
    const [r, c] = queue.pop();
    block.startRow = Math.min(block.startRow, r);
    block.endRow = Math.max(block.endRow, r + 1);
    block.startColumn = Math.min(block.startColumn, c);
    block.endColumn = Math.max(block.endColumn, c + 1);
    for (let i = r - 1; i <= r + 1; i++) {
      for (let j = c - 1; j <= c + 1; j++) {
        if (i < 0 || j < 0 || seen.has(key(i, j)) || !filled(sheet, i, j)) continue;
        seen.add(key(i, j));
        queue.push([i, j]);
      }
    }
  }
  return block;
}
