#include "tests/unit/testing.h"

#include <unistd.h>

#include "common/conf.h"
#include "common/nearest.h"
#include "common/units.h"

static const char *path_in(const char *directory)
{
	static char path[4200];
	snprintf(path, sizeof path, "%s/gsync.conf", directory);
	return path;
}

static const char *written(const char *directory, const char *content)
{
	const char *path = path_in(directory);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
	return path;
}

static struct conf *good(const char *directory, const char *content)
{
	struct failure f = {0};
	struct conf *c = conf_read(written(directory, content), &f);
	if (!c)
		fail_msg("%s", f.text);
	return c;
}

/* What is said about a wrong file, without the path before it. */
static const char *complaint(const char *directory, const char *content)
{
	static struct failure f;
	const char *path = written(directory, content);
	assert_null(conf_read(path, &f));
	assert_int_equal(f.kind, ERR_STOP);
	assert_memory_equal(f.text, path, strlen(path));
	return f.text + strlen(path);
}

static void assert_defaults(const struct conf *c)
{
	assert_int_equal(c->log_level, LOG_LEVEL_INFO);
	assert_string_equal(c->changes, "");
	assert_string_equal(c->journal_path, "/var/lib/gsync/journal");
	assert_int_equal(c->journal_map_size, 1UL << 30);
	assert_int_equal(c->journal_retain_ms, 7UL * 24 * 3600 * 1000);
	assert_int_equal(c->journal_retain_bytes, 1UL << 29);
	assert_string_equal(c->fcgi_socket, "/run/gsync/fcgi.sock");
	assert_string_equal(c->fcgi_secrets, "/etc/gsync/secrets");
	assert_int_equal(c->fcgi_threads, 16);
	assert_int_equal(c->fcgi_max_body, 4 << 20);
	assert_int_equal(c->fcgi_tolerance_s, 300);
	assert_string_equal(c->pg_conninfo, "");
	assert_string_equal(c->credentials[0], "/etc/gsync/credentials.json");
	assert_null(c->credentials[1]);
	assert_string_equal(c->sheets_url, "https://sheets.googleapis.com");
	assert_int_equal(c->reads_per_minute, 60);
	assert_int_equal(c->writes_per_minute, 60);
	assert_int_equal(c->google_timeout_s, 200);
	assert_int_equal(c->scan_interval_s, 300);
	assert_int_equal(c->batch_entries, 1000);
	assert_int_equal(c->batch_bytes, 2 << 20);
	assert_int_equal(c->publish_bytes, 1500 << 10);
	assert_string_equal(c->state_file, "/run/gsync/worker.json");
}

static void an_empty_file_gives_the_defaults(void **state)
{
	struct conf *c = good(*state, "");
	assert_defaults(c);
	conf_free(c);
	conf_free(NULL);
}

static void the_sample_reads_back_as_the_defaults(void **state)
{
	const char *path = path_in(*state);
	FILE *f = fopen(path, "w");
	conf_print_sample(f);
	fclose(f);
	struct failure failure = {0};
	struct conf *c = conf_read(path, &failure);
	if (!c)
		fail_msg("%s", failure.text);
	assert_defaults(c);
	conf_free(c);
}

/* Every field of struct conf is read from somewhere. */
static void every_option_is_read(void **state)
{
	struct conf *c = good(*state, "[log]\nlevel=debug\nchanges=/a\nchanges_content=yes\n"
				      "[journal]\npath=/b\nmap_size=64M\nretain=2h\nretain_size=16M\n"
				      "[fcgi]\nsocket=/c\nsecrets=/d\nthreads=3\nmax_body=64K\ntimestamp_tolerance=30s\n"
				      "[postgresql]\nconninfo=host=e dbname=f\n"
				      "[google]\ncredentials=/g\ncredentials=/h\nsheets_url=http://127.0.0.1:8080/\nreads_per_minute=1\nwrites_per_minute=2\ntimeout=4s\n"
				      "[worker]\nscan_interval=5s\nbatch_entries=6\nbatch_bytes=7K\npublish_bytes=10K\nstate_file=/i\n");
	assert_int_equal(c->log_level, LOG_LEVEL_DEBUG);
	assert_string_equal(c->changes, "/a");
	assert_true(c->changes_content);
	assert_string_equal(c->journal_path, "/b");
	assert_int_equal(c->journal_map_size, 64 << 20);
	assert_int_equal(c->journal_retain_ms, 7200000);
	assert_int_equal(c->journal_retain_bytes, 16 << 20);
	assert_string_equal(c->fcgi_socket, "/c");
	assert_string_equal(c->fcgi_secrets, "/d");
	assert_int_equal(c->fcgi_threads, 3);
	assert_int_equal(c->fcgi_max_body, 65536);
	assert_int_equal(c->fcgi_tolerance_s, 30);
	assert_string_equal(c->pg_conninfo, "host=e dbname=f");
	assert_string_equal(c->credentials[0], "/g");
	assert_string_equal(c->credentials[1], "/h");
	assert_null(c->credentials[2]);
	assert_string_equal(c->sheets_url, "http://127.0.0.1:8080");
	assert_int_equal(c->reads_per_minute, 1);
	assert_int_equal(c->writes_per_minute, 2);
	assert_int_equal(c->google_timeout_s, 4);
	assert_int_equal(c->scan_interval_s, 5);
	assert_int_equal(c->batch_entries, 6);
	assert_int_equal(c->batch_bytes, 7 << 10);
	assert_int_equal(c->publish_bytes, 10 << 10);
	assert_string_equal(c->state_file, "/i");
	conf_free(c);
}

static void half_of_the_map_is_retained(void **state)
{
	struct conf *c = good(*state, "[journal]\nmap_size = 32M\n");
	assert_int_equal(c->journal_retain_bytes, 16 << 20);
	conf_free(c);
	assert_non_null(strstr(complaint(*state, "[journal]\nmap_size = 32M\nretain_size = 33M\n"), "retain_size is larger than map_size"));
}

static void values_may_go_on_in_the_next_line(void **state)
{
	struct conf *c = good(*state, "# comment\n[postgresql]\r\nconninfo = host=a,b ; comment\n   dbname=c\n\n\ttarget_session_attrs=read-write\n"
				      "[google]\ncredentials = /a\n    /b\ncredentials = /c\n");
	assert_string_equal(c->pg_conninfo, "host=a,b dbname=c target_session_attrs=read-write");
	assert_string_equal(c->credentials[1], "/b");
	assert_string_equal(c->credentials[2], "/c");
	conf_free(c);
	assert_string_equal(complaint(*state, "[fcgi]\nthreads = 4\n  max_body = 1M\n"),
			    ":3: this line starts with white space and so continues [fcgi] threads, which takes one line; remove the white space");
}

static void mistakes_are_named(void **state)
{
	static const struct {
		const char *content, *said;
	} cases[] = {
		{"[fgci]\nthreads = 4\n", ":2: unknown section [fgci]; did you mean [fcgi]?"},
		{"[x]\ny = 4\n", ":2: unknown section [x]; the sections are [log], [journal], [fcgi], [postgresql], [google], [worker]"},
		{"[fcgi]\n\nthread = 4\n", ":3: unknown option thread in [fcgi]; did you mean threads?"},
		{"[log]\ncolour = red\n", ":2: unknown option colour in [log]; it knows level, changes, changes_content"},
		{"threads = 4\n", ":1: option threads stands before the first section"},
		{"[fcgi]\nthreads = 4\nthreads = 5\n", ":3: [fcgi] threads is given twice"},
		{"[fcgi]\nthreads = many\n", ":2: [fcgi] threads = many: must be a whole number, from 1 to 1024"},
		{"[fcgi]\nthreads = 0\n", ":2: [fcgi] threads = 0: must be a whole number, from 1 to 1024"},
		{"[fcgi]\nthreads = 1025\n", ":2: [fcgi] threads = 1025: must be a whole number, from 1 to 1024"},
		{"[fcgi]\nthreads = 2K\n", ":2: [fcgi] threads = 2K: must be a whole number, from 1 to 1024"},
		{"[fcgi]\nthreads = -1\n", ":2: [fcgi] threads = -1: must be a whole number, from 1 to 1024"},
		{"[fcgi]\nthreads = 99999999999\n", ":2: [fcgi] threads = 99999999999: must be a whole number, from 1 to 1024"},
		{"[fcgi]\nmax_body = 1 M\n", ":2: [fcgi] max_body = 1 M: must be a size such as 64K, 16M or 2G, from 1K to 64M"},
		{"[fcgi]\ntimestamp_tolerance = 300\n",
		 ":2: [fcgi] timestamp_tolerance = 300: must be a duration in whole seconds with its unit, such as 10s, 5m, 2h or 7d, from 1s to 10m"},
		{"[fcgi]\ntimestamp_tolerance = 1500ms\n",
		 ":2: [fcgi] timestamp_tolerance = 1500ms: must be a duration in whole seconds with its unit, such as 10s, 5m, 2h or 7d, from 1s to 10m"},
		{"[journal]\npath =\n", ":2: [journal] path = : must be a path"},
		{"[log]\nlevel = loud\n", ":2: [log] level = loud: must be error, warning, notice, info or debug"},
		{"[google]\nsheets_url = http://example.org\n",
		 ":2: [google] sheets_url = http://example.org: must be an https:// address (http:// to loopback only)"},
		{"[google]\nsheets_url = http://127.0.0.1.example.org\n",
		 ":2: [google] sheets_url = http://127.0.0.1.example.org: must be an https:// address (http:// to loopback only)"},
		{"[log]\nlevel\n", ":2: neither a [section] nor `option = value` nor a # comment"},
		{"[log\nlevel = info\n", ":1: neither a [section] nor `option = value` nor a # comment"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(complaint(*state, cases[i].content), cases[i].said);
}

static void a_long_line_is_refused(void **state)
{
	char content[600] = "[postgresql]\nconninfo = ";
	memset(content + strlen(content), 'x', 400);
	assert_string_equal(complaint(*state, content),
			    ":2: this line is longer than 198 bytes; break it, a line that starts with white space continues the one above");
}

static void files_that_cannot_be_read(void **state)
{
	struct failure f;
	assert_null(conf_read("/nonexistent/gsync.conf", &f));
	assert_string_equal(f.text, "cannot open the configuration /nonexistent/gsync.conf: No such file or directory; name the right file with --config");
	assert_null(conf_read(*state, &f));
	assert_non_null(strstr(f.text, "Is a directory"));
	assert_null(conf_read("/nonexistent/gsync.conf", NULL));
}

static void units_are_exact(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint64_t bytes, ms;
		bool is_size, is_duration;
	} cases[] = {
		{"0", 0, 0, true, true},
		{"7", 7, 0, true, false},
		{"7K", 7168, 0, true, false},
		{"2G", 2147483648, 0, true, false},
		{"16777215G", 16777215ULL << 30, 0, true, false},
		{"17179869184G", 0, 0, false, false},
		{"18446744073709551616", 0, 0, false, false},
		{"250ms", 0, 250, false, true},
		{"10s", 0, 10000, false, true},
		{"5m", 0, 300000, false, true},
		{"2h", 0, 7200000, false, true},
		{"7d", 0, 604800000, false, true},
		{"5M", 5242880, 0, true, false},
		{"5 m", 0, 0, false, false},
		{"-5m", 0, 0, false, false},
		{"+5m", 0, 0, false, false},
		{"1.5h", 0, 0, false, false},
		{"m", 0, 0, false, false},
		{"", 0, 0, false, false},
		{" 5m", 0, 0, false, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint64_t bytes = 0, ms = 0;
		assert_int_equal(size_parse(cases[i].text, &bytes), cases[i].is_size);
		assert_int_equal(bytes, cases[i].bytes);
		assert_int_equal(duration_parse(cases[i].text, &ms), cases[i].is_duration);
		assert_int_equal(ms, cases[i].ms);
	}
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void a_reload_takes_over_what_can_change(void **state)
{
	const char *path = path_in(*state);
	_cleanup_buf_ struct buf changed = {0}, waiting = {0}, nothing = {0};
	struct failure failure = {0};
	struct conf *first = good(*state, "[log]\nlevel=info\n[journal]\nmap_size=64M\n[google]\ncredentials=/a\ncredentials=/b\n"), *c = first;
	write_file(path, "[log]\nlevel=debug\nchanges=/c\n[journal]\nmap_size=96M\nretain=1d\n[google]\ncredentials=/a\nwrites_per_minute=7\n");
	assert_int_equal(conf_reload(path, c, &c, &changed, &waiting, &failure), OK);
	assert_string_equal(changed.data, "[log] level, [log] changes, [journal] retain, [google] writes_per_minute");
	assert_string_equal(waiting.data, "[journal] map_size, [journal] retain_size, [google] credentials");
	assert_int_equal(c->log_level, LOG_LEVEL_DEBUG);
	assert_string_equal(c->changes, "/c");
	assert_int_equal(c->journal_map_size, 64 << 20);
	assert_int_equal(c->journal_retain_bytes, 32 << 20);
	assert_int_equal(c->writes_per_minute, 7);
	assert_string_equal(c->credentials[1], "/b");
	assert_int_equal(first->log_level, LOG_LEVEL_INFO); /* whoever still reads it */
	assert_int_equal(conf_reload(path, c, &c, &nothing, &nothing, &failure), OK);
	write_file(path, "[log]\nlevel=loud\n");
	struct conf *kept = c;
	assert_int_not_equal(conf_reload(path, c, &c, &nothing, &nothing, &failure), OK);
	assert_ptr_equal(c, kept);
	assert_non_null(strstr(failure.text, ":2: [log] level = loud: must be error, warning, notice, info or debug"));
	conf_free(c);
}

static void near_words_are_found(void **state)
{
	(void)state;
	static const char *const names[] = {"threads", "socket", "max_body", "to"};
	assert_string_equal(nearest("thread", names, 4), "threads");
	assert_string_equal(nearest("htreads", names, 4), "threads");
	assert_string_equal(nearest("maxbody", names, 4), "max_body");
	assert_string_equal(nearest("sockt", names, 4), "socket");
	assert_null(nearest("colour", names, 4));
	assert_null(nearest("x", names, 4));
	assert_null(nearest("a_word_that_is_longer_than_everything_that_could_be_meant", names, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		directory_test(an_empty_file_gives_the_defaults),
		directory_test(the_sample_reads_back_as_the_defaults),
		directory_test(every_option_is_read),
		directory_test(half_of_the_map_is_retained),
		directory_test(values_may_go_on_in_the_next_line),
		directory_test(mistakes_are_named),
		directory_test(a_reload_takes_over_what_can_change),
		directory_test(a_long_line_is_refused),
		directory_test(files_that_cannot_be_read),
		cmocka_unit_test(units_are_exact),
		cmocka_unit_test(near_words_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
