/** The menu in the sheet. Google makes it for everybody who may edit; the first choice of each person asks for the script's permissions. */

function onOpen() {
  SpreadsheetApp.getUi().createMenu('gsync')
    .addItem('Show', 'gsyncMenuShow')
    .addItem('Send now', 'gsyncMenuSend')
    .addSeparator()
    .addItem('Connect…', 'gsyncMenuConnect')
    .addItem('Disconnect', 'gsyncMenuDisconnect')
    .addToUi();
}

function gsyncMenuShow() {
  gsyncShowSidebar_('status');
}

function gsyncMenuSend() {
  gsyncSendNow();
  gsyncShowSidebar_('status');
}

function gsyncMenuConnect() {
  gsyncShowSidebar_('connect');
}

function gsyncMenuDisconnect() {
  const ui = SpreadsheetApp.getUi();
  const waiting = gsyncQueued_(new GsyncStore()).length;
  const question = 'From then on nothing is sent, and what is in the sheet stays as it is.'
    + (waiting > 0 ? ` ${gsyncCountOf_(waiting, 'change')} not sent yet would be forgotten here; the server finds them when it compares the tab.` : '');
  if (ui.alert('Disconnect this spreadsheet from gsync?', question, ui.ButtonSet.YES_NO) === ui.Button.YES) gsyncDisconnect();
}
