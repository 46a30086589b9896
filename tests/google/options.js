/** Command line of the stand-in. */
import { parseArgs } from 'node:util';

export const helpText = `usage: node tests/google/server.js [options]

The stand-in for Google on 127.0.0.1: prints one JSON line saying where everything is, and runs until SIGTERM.

  --port N             port to listen on (default 0: any free one)
  --spreadsheet ID     id of the spreadsheet
  --title TEXT         its title
  --sheet-title TEXT   title of its first tab (default Data)
  --sheet-id N         sheetId of that tab (default 0)
  --data FILE          fill the tab: .json (array of objects) or .csv
  --frozen N           frozen header rows (default 0)
  --locale NAME        en_US (default), en_GB, de_DE, fr_FR or es_ES
  --time-zone NAME     default Etc/GMT
  --owner EMAIL        whose spreadsheet it is, and who types (default owner@example.org)
  --credentials FILE   write the service account's credentials.json there
  --state FILE         keep the spreadsheet there from run to run (read if it exists, written at the end)
  --script DIR         load this Apps Script project into the spreadsheet
  --script-clock WHICH clock of scripts: real (default) or stand-in
  --conninfo TEXT      database that the page shows beside the sheet
  --table NAME         and the table in it
  --quota NAME=N       reads_per_user, writes_per_user (60), reads_per_project, writes_per_project (300); repeatable
  --switch NAME        changeOnApiWrite, editOnUndo or editOnSort: what nobody recorded of the real one; repeatable
  --help               this text
`;

const OPTIONS = {
  port: { type: 'string' }, spreadsheet: { type: 'string' }, title: { type: 'string' }, 'sheet-title': { type: 'string' }, 'sheet-id': { type: 'string' },
  data: { type: 'string' }, frozen: { type: 'string' }, locale: { type: 'string' }, 'time-zone': { type: 'string' }, owner: { type: 'string' },
  credentials: { type: 'string' }, state: { type: 'string' }, script: { type: 'string' }, 'script-clock': { type: 'string' },
  conninfo: { type: 'string' }, table: { type: 'string' }, quota: { type: 'string', multiple: true }, switch: { type: 'string', multiple: true }, help: { type: 'boolean' },
};
const NUMBERS = ['port', 'sheetId', 'frozen'];

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function number(name, text) {
  if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a number, got "${text}"`);
  return Number(text);
}

function readLimits(list = []) {
  return Object.fromEntries(list.map((entry) => {
    const [, name, value] = /^((?:reads|writes)_per_(?:user|project))=(\d+)$/.exec(entry) ?? [];
    if (!name) throw new Error(`--quota must be such as writes_per_user=60, got "${entry}"`);
    return [name, Number(value)];
  }));
}

export function readOptions(argv) {
  const { values } = parseArgs({ args: argv, options: OPTIONS });
  const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [camel(name), NUMBERS.includes(camel(name)) ? number(name, value) : value]));
  const { quota, switch: switches = [], conninfo, table, ...rest } = options;
  return { ...rest, limits: readLimits(quota), switches: Object.fromEntries(switches.map((name) => [name, true])), page: { conninfo, table, sheetId: rest.sheetId ?? 0 } };
}
