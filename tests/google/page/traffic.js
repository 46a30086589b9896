/**
 * Which way did a change travel, and how long did it take? A change of the table soon after a person's edit came from the sheet;
 * an API write into the sheet soon after a change of the table came from there. Good enough for two arrows on a page.
 */
const SOON_MS = 10_000;

export class Traffic {
  /** report({to: 'table' | 'sheet', count, ms}): ms since the change was made, undefined when nobody knows. */
  constructor(report) {
    this.report = report;
    this.edited = undefined;
    this.committed = undefined;
  }

  sheetChanged(source, count) {
    if (source === 'human') this.edited ??= Date.now();
    if (source !== 'api' || count === 0) return;
    this.report({ to: 'sheet', count, ms: since(this.committed) });
    this.committed = undefined;
  }

  tableChanged(count) {
    const ms = since(this.edited);
    this.edited = undefined;
    if (ms !== undefined) this.report({ to: 'table', count, ms });
    else this.committed ??= Date.now();
  }
}

function since(start) {
  const ms = start === undefined ? undefined : Date.now() - start;
  return ms !== undefined && ms < SOON_MS ? ms : undefined;
}
