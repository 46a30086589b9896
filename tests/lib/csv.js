/** Comma-separated values as RFC 4180 has them: quotes, doubled quotes, line breaks inside quotes, a byte order mark, CRLF or LF. */

/** The text of a file → rows of strings. An unfinished quote is an error that names its line. */
export function parseCsv(text) {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const rows = [];
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  let row = [];
  for (let at = 0; at < source.length;) {
    field.lastIndex = at;
    const match = field.exec(source);
    row.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    at = field.lastIndex;
    if (source[at] === ',') {
      at++;
      if (at === source.length) row.push('');
      continue;
    }
    const end = /\r\n|\n|\r/y;
    end.lastIndex = at;
    if (at < source.length && !end.test(source)) throw new Error(`line ${lineOf(source, at)}: a quote in the wrong place or never closed`);
    at = end.lastIndex || source.length;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows.filter((fields) => fields.length > 1 || fields[0] !== '');
}

const lineOf = (text, at) => text.slice(0, at).split(/\r\n|\n|\r/).length;
