/* Setup's way with the text of a configuration, and the address of the webhooks. */
#include "cli/setup/setup.h"
#include "cli/webhook.h"

#include "testing.h"

static void set(const char *before, const char *section, const char *name, const char *value, const char *after)
{
	_cleanup_buf_ struct buf text = {0};
	buf_adds(&text, before);
	assert_true(setup_set_option(&text, section, name, value));
	assert_string_equal(text.data ? text.data : "", after);
}

static void sets_options(void **state)
{
	(void)state;
	set("[a]\nx = 1\ny=2\n[b]\nx = 3\n", "b", "x", "4", "[a]\nx = 1\ny=2\n[b]\nx = 4\n");
	set("[a]\nx = 1\n  and more\n\tand more\ny = 2\n", "a", "x", "4", "[a]\nx = 4\ny = 2\n");
	set("# mine\n[a]\n# x = 0\nxx = 1\n\n[b]\n", "a", "x", "4", "# mine\n[a]\n# x = 0\nxx = 1\nx = 4\n\n[b]\n");
	set("[ab]\nx = 1\n", "a", "x", "4", "[ab]\nx = 1\n\n[a]\nx = 4\n");
	set("", "a", "x", "4", "[a]\nx = 4\n");
	set("[a]\nx   =1", "a", "x", "", "[a]\nx = \n");
}

static void address(const char *given, const char *wanted)
{
	_cleanup_buf_ struct buf url = {0};
	struct failure failure = {0};
	enum error e = webhook_url(given, &url, &failure);
	if (wanted)
		assert_string_equal(url.data, wanted);
	else
		assert_int_not_equal(e, OK);
}

static void reads_addresses(void **state)
{
	(void)state;
	address("sheets.example.org", "https://sheets.example.org" WEBHOOK_PATH);
	address("https://sheets.example.org/", "https://sheets.example.org" WEBHOOK_PATH);
	address("https://sheets.example.org:8443" WEBHOOK_PATH, "https://sheets.example.org:8443" WEBHOOK_PATH);
	address("http://127.0.0.1:8080", "http://127.0.0.1:8080" WEBHOOK_PATH);
	address("http://sheets.example.org", NULL);
	address("https://sheets.example.org/else", NULL);
	address("https://", NULL);
	address("", NULL);
	address("a b", NULL);
	_cleanup_buf_ struct buf host = {0};
	webhook_host("https://sheets.example.org:8443/gsync", &host);
	assert_string_equal(host.data, "sheets.example.org");
	buf_reset(&host);
	webhook_host("http://[::1]:80/", &host);
	assert_string_equal(host.data, "[::1]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sets_options), cmocka_unit_test(reads_addresses)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
