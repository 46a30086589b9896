#include "cli/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/db.h"
#include "cli/report.h"

/* A row that one side lacks is one line: its cells, each with its column. */
#define VALUE(v) "CASE WHEN " v " IS NOT NULL OR col IS NOT NULL THEN gsync.said($1::int, col, " v ") ELSE '–' END"
#define PEOPLE \
	"SELECT place AS row, array_to_string(key, ', ') AS key, coalesce(col, '(row)') AS \"column\", " VALUE("s") " AS sheet, " VALUE("b") " AS known, " VALUE("d") " AS \"table\"," \
	" concat_ws(': ', why, detail) AS why FROM pg_temp.gsync_difference ORDER BY why <> 'unexplained', place, gsync.key_order(key), key, col"
#define PROGRAMS \
	"SELECT json_build_object('link', l.name, 'compared', gsync.verified(l.id), 'unexplained', count(*) FILTER (WHERE f.why = 'unexplained'), 'repaired', nullif($2::bigint, -1)," \
	" 'differences', coalesce(json_agg(json_build_object('row', f.place, 'key', f.key, 'column', f.col, 'sheet', f.s, 'known', f.b, 'table', f.d, 'why', f.why, 'detail', f.detail)" \
	" ORDER BY f.place, f.key, f.col) FILTER (WHERE f.n IS NOT NULL), '[]'))" \
	" FROM gsync.link l LEFT JOIN pg_temp.gsync_difference f ON true WHERE l.id = $1::int GROUP BY l.id"
/* "3,201 rows in the sheet, 3,201 in the table, 44,814 cells compared: 3 differ (2 rejected, 1 unexplained)" */
#define SUMMARY \
	"SELECT concat(to_char((v ->> 'sheet_rows')::bigint, 'FM999,999,999'), CASE WHEN v ->> 'sheet_rows' = '1' THEN ' row' ELSE ' rows' END, ' in the sheet, ', to_char((v ->> 'table_rows')::bigint, 'FM999,999,999'), ' in the table, '," \
	" to_char((v ->> 'cells')::bigint, 'FM999,999,999,999'), ' cells compared: '," \
	" coalesce((SELECT sum(c.n) || ' differ (' || string_agg(c.n || ' ' || c.why, ', ' ORDER BY c.n DESC, c.why) || ')'" \
	"  FROM (SELECT f.why, count(*) AS n FROM pg_temp.gsync_difference f GROUP BY f.why) c), 'all are the same')," \
	" CASE WHEN $2::bigint >= 0 THEN format('; repaired: %s', $2) END," \
	" CASE WHEN json_array_length(v -> 'absent') > 0 THEN E'\\nnot in the sheet: ' || (SELECT string_agg(a, ', ') FROM json_array_elements_text(v -> 'absent') a) END)" \
	" FROM gsync.verified($1::int) v"

static int print_value(struct cli *cli, const char *sql, const char *id, long repaired)
{
	char number[24];
	snprintf(number, sizeof number, "%ld", repaired);
	const char *const params[] = {id, number};
	char *text = db_value(cli->db, sql, 2, params, NULL);
	if (!text)
		return cli_database_problem(cli, "telling what was found");
	puts(text);
	free(text);
	return EXIT_OK;
}

int verify_print(struct cli *cli, const char *id, long repaired)
{
	if (cli->json)
		return print_value(cli, PROGRAMS, id, repaired);
	int status = report_query(cli, "telling what was found", NULL, PEOPLE, 1, &id);
	return status == EXIT_OK ? print_value(cli, SUMMARY, id, repaired) : status;
}
