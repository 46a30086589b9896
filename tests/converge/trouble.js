/** What goes wrong: the API, the script's triggers and requests, programs that are killed. */

export function actAsTrouble(lane, { do: action, kind, count, ms, on, name }) {
  if (action === 'kill') return void lane.stack.kill(name, ms);
  if (action === 'script') return lane.host.fault(kind, count, ms);
  return lane.stack.google.faults.add({ kind, count, ms, on: kind === '503-after' || kind === 'late-landing' ? 'write' : on, spreadsheet: lane.spreadsheet });
}
