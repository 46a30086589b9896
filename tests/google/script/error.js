/** What a script sees as an Exception of Google's; its message is the whole of it. */
export class ScriptException extends Error {}
