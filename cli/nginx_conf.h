/* What nginx's configuration says of gsync, read from the output of `nginx -T`: every file after a line `# configuration file PATH:`.
 *
 * Enough of the syntax for that: words, quotes, comments, blocks, include with patterns. Lua and its like are passed over as words.
 */
#ifndef GSYNC_CLI_NGINX_CONF_H
#define GSYNC_CLI_NGINX_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nginx_server {
	char *file;               /* in which it stands */
	unsigned first, last;     /* lines of `server {` and of its } */
	char *names;              /* server_name's words, "" for none */
	bool tls;
	bool gsync;               /* holds gsync's locations, or includes them */
};

struct nginx_conf {
	struct nginx_server *servers;
	size_t n;
	char *user;      /* of the worker processes; NULL: not told */
	char *socket;    /* path in `upstream gsync`; NULL: there is no such upstream */
	uint64_t body;   /* client_max_body_size of the location /gsync/; 0: unlimited or not told */
	bool location;   /* there is such a location in some file */
};

/* NULL without memory. */
struct nginx_conf *nginx_conf_parse(const char *dump);
void nginx_conf_free(struct nginx_conf *c);
static inline void nginx_conf_freep(struct nginx_conf **c) { nginx_conf_free(*c); }
#define _cleanup_nginx_ __attribute__((cleanup(nginx_conf_freep)))

/* The server that answers for a host name: the one that is named so, with TLS before others; NULL: none is. */
const struct nginx_server *nginx_conf_server(const struct nginx_conf *c, const char *host);

#endif
