/** The menu in the sheet. */

function onOpen() {
  SpreadsheetApp.getUi().createMenu('gsync')
    .addItem('Connect…', 'gsyncMenuConnect')
    .addItem('Send now', 'gsyncMenuSend')
    .addItem('Status', 'gsyncMenuStatus')
    .addSeparator()
    .addItem('Disconnect', 'gsyncMenuDisconnect')
    .addToUi();
}

function gsyncMenuConnect() {
  const url = gsyncAsk_('Address of your gsync server, such as https://example.org/gsync/v1/events');
  const secret = url && gsyncAsk_('Secret of this spreadsheet (whsec_…), as printed by: gsync secret new');
  if (!url || !secret) return;
  try {
    gsyncTell_(gsyncConnect(url, secret).message);
  } catch (error) {
    gsyncTell_(error instanceof Error ? error.message : String(error));
  }
}

function gsyncMenuSend() {
  gsyncSendNow();
  gsyncMenuStatus();
}

function gsyncMenuStatus() {
  gsyncTell_(gsyncStatusText_(gsyncStatus()));
}

function gsyncMenuDisconnect() {
  gsyncDisconnect();
  gsyncTell_('Disconnected. Nothing is sent any more; what is in the sheet stays as it is.');
}

/** @param {string} question */
function gsyncAsk_(question) {
  const ui = SpreadsheetApp.getUi();
  const answer = ui.prompt('gsync', question, ui.ButtonSet.OK_CANCEL);
  return answer.getSelectedButton() === ui.Button.OK ? answer.getResponseText().trim() : '';
}

/** @param {string} text */
function gsyncTell_(text) {
  const ui = SpreadsheetApp.getUi();
  ui.alert('gsync', text, ui.ButtonSet.OK);
}
