/**
 * gsync's Apps Script: tells a server of yours what people edit in this spreadsheet, as signed webhooks.
 *
 * To install it: Extensions > Apps Script, paste this as Code.gs and appsscript.json as the manifest (Project Settings > Show manifest), save, reload the
 * spreadsheet, then gsync > Connect… with the address and the secret that `gsync secret new` printed on the server. One person does that once, for all: the
 * triggers run as that person, whoever edits. gsync > Show opens a sidebar that says how things stand. doc/apps-script.md has every click.
 *
 * A tab takes part when a cell of its first row starts with `_gsync_id` (the server writes it when the tab is linked); other tabs are never read.
 * Every event is a hint: what Google's triggers drop, or what cannot be sent, the server finds by scanning. So the script may always give up
 * early, as long as it then asks for a scan.
 */

const GSYNC = Object.freeze({
  /** An event has at most this many rows and bytes. An event always fits into an empty queue, so that it can be repeated as it was. */
  eventRows: 500,
  eventBytes: 256 * 1024,
  /** One edit of more rows than this is left to a scan, which reads them faster. */
  editRows: 5000,

  /** Document properties hold 500 KB, 9 KB a value: the queue stays below, with room for the rest. A chunk of code points is at most 4 bytes each. */
  queueBytes: 400 * 1024,
  chunkCodePoints: 2200,
  placesBytes: 8000,

  /** A consumer account's day. With Google Workspace they may be raised to 100,000 calls and 6 hours. */
  dailyCalls: 20000,
  dailyMs: 90 * 60 * 1000,
  /** From here on events are only sent once a minute, and from there on not at all. */
  slowShare: 0.8,
  stopShare: 0.95,
  /** What a run costs beside what it can measure itself: its own start, and the onChange run that goes with every edit. */
  runOverheadMs: 500,

  lockMs: 30000,
  /** One run sends for at most this long; Google ends it after 6 minutes, and drops edits while it runs. */
  drainMs: 60000,
  firstPauseS: 1,
  longestPauseS: 900,

  /** So many edits within so many ms are a burst. */
  burstEdits: 3,
  burstMs: 1500,
  sweepMs: 1000,
  sweepLongestMs: 60000,
  /** An EDIT change without an edit from so long before until so long after is one that onEdit was not told of (undo, replace, import). */
  coveredBeforeMs: 10000,
  coveredAfterMs: 2500,

  /** A trigger of every minute that has not run for so long does not run any more. */
  asleepMs: 10 * 60 * 1000,
  /** The sidebar lists so many cells that were not accepted, and looks for them in so many cells at once, for so long. */
  listedCells: 100,
  searchCells: 50000,
  searchMs: 15000,
});

/** @typedef {string | number | boolean | null} GsyncCell  a cell as the Sheets API has it; dates are serial numbers */
/** @typedef {{row: number, cells: GsyncCell[], formulas?: number[], dates?: number[]}} GsyncRow */
/** @typedef {{first_column: number, last_column: number, typed?: GsyncCell, old?: GsyncCell}} GsyncEdited */
/**
 * @typedef {{v: 1, spreadsheet: string, sheet: number, seq: number, kind: 'edit' | 'structure' | 'ping', user: string, edited_at: string,
 *   header?: string[], edited?: GsyncEdited, rows?: GsyncRow[]}} GsyncEvent
 */
/** @typedef {{id: string, event: GsyncEvent}} GsyncEntry  an event in the queue, with the id that every attempt repeats */
/** @typedef {{url: string, secret: string}} GsyncConnection */
/** @typedef {{sheet: number, row: number, last_row: number, first_column: number, last_column: number, user: string}} GsyncPlace */
