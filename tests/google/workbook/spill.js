/** What array formulas fill besides their own cell. A cell that holds something stops all of it: the formula is #REF! until it is empty again. */
import { CellError } from './cell.js';

export class Spills {
  constructor() {
    this.areas = new Map(); // formula node → {sheetId, startRow, endRow, startColumn, endColumn} that it wants
    this.changed = [];
  }

  /** Takes away everything that was filled in; all formulas are about to be calculated again. */
  clear(workbook) {
    this.areas.clear();
    for (const sheet of workbook.sheets) {
      sheet.rows.forEach((line, row) => line?.cells.forEach((cell, column) => {
        if (cell?.spilled) sheet.setSpilled(row, column, null);
      }));
    }
  }

  /** The formulas whose area covers this cell. */
  over(sheetId, row, column) {
    return [...this.areas].filter(([, area]) => area.sheetId === sheetId && row >= area.startRow && row < area.endRow && column >= area.startColumn && column < area.endColumn)
      .map(([node]) => node);
  }

  /** The formula is no more. */
  end(node) {
    if (node) this.spread(node, null);
  }

  /** Fills in a formula's result around its own cell, for which it returns the value. */
  spread(node, result) {
    const { sheet, row, column } = node;
    const lines = Array.isArray(result) ? result : [[result]];
    const filled = this.areas.get(node);
    if (filled) this.fill(node, filled, () => null);
    this.areas.delete(node);
    if (lines.length === 1 && lines[0].length === 1) return lines[0][0];
    const area = sheet.clip({ startRow: row, endRow: row + lines.length, startColumn: column, endColumn: column + Math.max(...lines.map((line) => line.length)) });
    this.areas.set(node, { sheetId: sheet.sheetId, ...area });
    const blocked = sheet.cells(area).some((line, i) => line.some((cell, j) => (i > 0 || j > 0) && cell && !cell.empty && !cell.spilled));
    if (blocked) return new CellError('REF', 'Array result was not expanded because it would overwrite data.');
    this.fill(node, area, (i, j) => lines[i][j] ?? null);
    return lines[0][0];
  }

  fill({ sheet, row, column }, area, valueAt) {
    for (let i = area.startRow; i < area.endRow; i++) {
      for (let j = area.startColumn; j < area.endColumn; j++) {
        const cell = sheet.cell(i, j);
        const value = valueAt(i - row, j - column);
        if ((i === row && j === column) || (cell && !cell.empty && !cell.spilled) || (cell?.value ?? null) === value) continue;
        sheet.setSpilled(i, j, value);
        this.changed.push({ sheetId: sheet.sheetId, row: i, column: j });
      }
    }
  }

  takeChanged() {
    return this.changed.splice(0);
  }
}
