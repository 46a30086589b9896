/** What a visitor of the page does: edits of the sheet as a person, and SQL. Rows and columns are 0-based. */
import pg from 'pg';

const SQL_ROWS = 200;

const actions = {
  type: (person, { row, column, text }, at) => person.type({ row, column }, text, at),
  paste: (person, { row, column, rows }, at) => person.paste({ row, column }, rows, at),
  clear: (person, { startRow, endRow, startColumn, endColumn }, at) => person.clear({ startRow, endRow, startColumn, endColumn }, at),
  insert_rows: (person, { row, count }, at) => person.insertRows(row, count, at),
  delete_rows: (person, { row, count }, at) => person.deleteRows(row, count, at),
  undo: (person) => person.undo(),
};

/** What a visitor does with the script: `screen` is the id that came with the menus. */
const onScreen = {
  menu: async (screen, { handler }) => {
    await screen.choose(String(handler));
    return {};
  },
  script: (screen, { name, args }) => screen.call(String(name), args),
  answer: (screen, { id, button, answer = '' }) => {
    screen.answer(id, { button, answer });
    return {};
  },
};

export async function act(hub, request) {
  if (request.do === 'sql') return runSql(hub, String(request.text));
  if (onScreen[request.do]) return onScreen[request.do](screenOf(hub, request), request);
  const action = actions[request.do];
  if (!action) throw Object.assign(new Error(`there is no action "${request.do}"`), { status: 400 });
  try {
    action(hub.workbook.as(hub.screens.get(request.screen)?.user), request, { sheetId: hub.sheetId });
  } catch (error) {
    throw Object.assign(error, { status: 400 });
  }
  return {};
}

function screenOf(hub, { screen: id }) {
  const screen = hub.screens.get(id);
  if (!screen) throw Object.assign(new Error('there is no such visitor any more'), { status: 400 });
  return screen;
}

async function runSql(hub, text) {
  const client = new pg.Client({ connectionString: hub.conninfo, application_name: 'gsync test page, SQL line' });
  const started = Date.now();
  await client.connect();
  try {
    const results = [await client.query({ text, rowMode: 'array' })].flat();
    const last = results[results.length - 1];
    return {
      summary: results.map(({ command, rowCount }) => [command, rowCount].filter((part) => part !== null).join(' ')).join('; '),
      columns: last.fields.map(({ name }) => name), rows: last.rows.slice(0, SQL_ROWS), ms: Date.now() - started,
    };
  } catch (error) {
    throw Object.assign(new Error(error.message), { status: 400 });
  } finally {
    await client.end();
  }
}
