/* What `nginx -T` says, as setup and doctor read it. */
#include "cli/nginx_conf.h"

#include "testing.h"

static const char DUMP[] =
	"nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n"
	"# configuration file /etc/nginx/nginx.conf:\n"
	"user  www-data adm;\n"
	"events { worker_connections 10; }\n"
	"http {\n"
	"    # server { server_name commented.example; }\n"
	"    log_format odd 'a { brace; and \\' quote';\n"
	"    include /etc/nginx/conf.d/*.conf;\n"
	"    include sites-enabled/*;\n"
	"}\n"
	"\n"
	"# configuration file /etc/nginx/conf.d/gsync.conf:\n"
	"upstream other { server unix:/other; }\n"
	"upstream gsync { server unix:/run/gsync/fcgi.sock max_fails=0; keepalive 4; }\n"
	"# configuration file /etc/nginx/sites-enabled/a:\n"
	"server {\n"
	"    listen 80 default_server;\n"
	"    server_name plain.example \"sheets.example\";\n"
	"}\n"
	"server\n"
	"{\n"
	"    listen [::]:443 ssl http2;\n"
	"    server_name sheets.example www.sheets.example;\n"
	"    location / { return 204; }\n"
	"    include /usr/share/gsync/nginx/gsync.conf;\n"
	"}\n"
	"# configuration file /usr/share/gsync/nginx/gsync.conf:\n"
	"location ^~ /gsync/ {\n"
	"    client_max_body_size 5m;\n"
	"    fastcgi_pass gsync;\n"
	"}\n"
	"# configuration file /etc/nginx/sites-enabled/b:\n"
	"server { server_name own.example; location /gsync/ { } }\n";

static void read_whole(void **state)
{
	(void)state;
	_cleanup_nginx_ struct nginx_conf *c = nginx_conf_parse(DUMP);
	assert_non_null(c);
	assert_string_equal(c->user, "www-data");
	assert_string_equal(c->socket, "/run/gsync/fcgi.sock");
	assert_int_equal(c->body, 5 << 20);
	assert_true(c->location);
	assert_int_equal(c->n, 3);
	assert_string_equal(c->servers[1].file, "/etc/nginx/sites-enabled/a");
	assert_int_equal(c->servers[1].first, 5);
	assert_int_equal(c->servers[1].last, 11);
	assert_true(c->servers[1].tls && c->servers[1].gsync && c->servers[2].gsync);
	assert_false(c->servers[0].tls || c->servers[0].gsync || c->servers[2].tls);
}

static void finds_server(void **state)
{
	(void)state;
	_cleanup_nginx_ struct nginx_conf *c = nginx_conf_parse(DUMP);
	assert_ptr_equal(nginx_conf_server(c, "SHEETS.example"), &c->servers[1]); /* with TLS before the one without */
	assert_ptr_equal(nginx_conf_server(c, "plain.example"), &c->servers[0]);
	assert_null(nginx_conf_server(c, "sheets"));
	assert_null(nginx_conf_server(c, "commented.example"));
}

/* An unfinished or odd text is read as far as it goes. */
static void takes_anything(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof DUMP; n++) {
		char *part = strndup(DUMP, n);
		nginx_conf_free(nginx_conf_parse(part));
		free(part);
	}
	static const char *const odd[] = {"}}}}", "{{{{ server {", "server { include ; }", "location;", "'", "\\", "# configuration file ", "server_name;", "upstream gsync { server; }"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		_cleanup_nginx_ struct nginx_conf *c = nginx_conf_parse(odd[i]);
		assert_non_null(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(read_whole), cmocka_unit_test(finds_server), cmocka_unit_test(takes_anything)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
