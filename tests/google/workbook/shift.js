/** How indexes of one dimension move when rows or columns are inserted, removed or moved. */
export class Shift {
  constructor(kind, dimension, at, count, before) {
    Object.assign(this, { kind, dimension, at, count, before });
  }

  static insert = (dimension, at, count) => new Shift('insert', dimension, at, count);
  static remove = (dimension, at, count) => new Shift('remove', dimension, at, count);
  static move = (dimension, at, count, before) => new Shift('move', dimension, at, count, before);

  /** New index of what was at `i`; null when it is gone. */
  index(i) {
    const { kind, at, count, before } = this;
    const end = at + count;
    if (kind === 'insert') return i < at ? i : i + count;
    if (kind === 'remove') return i < at ? i : i < end ? null : i - count;
    if (i >= at && i < end) return before <= at ? before + i - at : before - count + i - at;
    if (before <= at) return i >= before && i < at ? i + count : i;
    return i >= end && i < before ? i - count : i;
  }

  /** New [start, end) of a span; null when nothing of it is left. Open ends stay open. */
  span(start, end) {
    if (this.kind === 'remove') {
      const newStart = this.index(start) ?? this.at;
      if (end === undefined) return [newStart, undefined];
      const newEnd = end <= this.at ? end : Math.max(this.at, end - this.count);
      return newStart < newEnd ? [newStart, newEnd] : null;
    }
    if (end === undefined) return [this.kind === 'insert' ? this.index(start) : start, undefined];
    const first = this.index(start);
    const last = this.index(end - 1);
    return [Math.min(first, last), Math.max(first, last) + 1];
  }

  /** New Range; null when it is gone. */
  range(range) {
    const [start, end] = this.dimension === 'ROWS' ? ['startRow', 'endRow'] : ['startColumn', 'endColumn'];
    const moved = this.span(range[start], range[end]);
    return moved && { ...range, [start]: moved[0], [end]: moved[1] };
  }
}
