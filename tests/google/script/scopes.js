/** Which of the manifest's scopes a service needs (any one of them). Simple triggers have no authorisation at all. */
import { ScriptException } from './error.js';

const AUTH = 'https://www.googleapis.com/auth/';
const SHEETS = ['spreadsheets.currentonly', 'spreadsheets'];

const NEEDED = {
  'sheets': { call: 'SpreadsheetApp.getActiveSpreadsheet', scopes: SHEETS, simple: true },
  'fetch': { call: 'UrlFetchApp.fetch', scopes: ['script.external_request'] },
  'triggers.create': { call: 'ScriptApp.newTrigger', scopes: ['script.scriptapp'] },
  'triggers.list': { call: 'ScriptApp.getProjectTriggers', scopes: ['script.scriptapp'] },
  'triggers.remove': { call: 'ScriptApp.deleteTrigger', scopes: ['script.scriptapp'] },
  'ui.prompt': { call: 'Ui.prompt', scopes: ['script.container.ui', ...SHEETS] },
  'ui.alert': { call: 'Ui.alert', scopes: ['script.container.ui', ...SHEETS] },
  'ui.activate': { call: 'SpreadsheetApp.Range.activate', scopes: SHEETS, simple: true },
  'ui.show': { call: 'Ui.showSidebar', scopes: ['script.container.ui'] },
};

export function checkScope(method, granted, authMode) {
  const needed = NEEDED[method] ?? (method.startsWith('sheets.') ? NEEDED.sheets : undefined);
  if (!needed) return;
  const required = needed.scopes.map((scope) => AUTH + scope);
  const allowed = (authMode === 'FULL' || needed.simple) && required.some((scope) => granted.includes(scope));
  if (allowed) return;
  throw new ScriptException(`Specified permissions are not sufficient to call ${needed.call}. Required permissions: ${required.join(' || ')}`);
}

export const maySeeUsers = (granted) => granted.includes(`${AUTH}userinfo.email`);
