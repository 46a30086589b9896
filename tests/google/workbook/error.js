/** Something that Sheets refuses; the message is Google's. */
export class WorkbookError extends Error {}
