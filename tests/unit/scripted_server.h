/* A server on loopback that answers each connection as a script says, and keeps what it was asked. For tests of HTTP clients. */
#ifndef GSYNC_TESTS_SCRIPTED_SERVER_H
#define GSYNC_TESTS_SCRIPTED_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SCRIPT_MOST = 16, SCRIPT_ASKED = 65536 };

/* One request and what is answered: bytes as they are. NULL: close without an answer. */
struct script_step {
	const char *answer;
	bool keep; /* the next request comes on the same connection */
};

struct scripted_server {
	int fd;
	unsigned port;
	pthread_t thread;
	struct script_step steps[SCRIPT_MOST];
	size_t count;
	size_t served;
	char asked[SCRIPT_MOST][SCRIPT_ASKED];
};

/* Reads one request, head and body, as Content-Length says; of what is no HTTP (TLS), what comes first. False at the end of the connection. */
static bool script_read(int fd, char *to)
{
	size_t n = 0, body = 0, head = 0;
	while (n < SCRIPT_ASKED - 1) {
		ssize_t some = recv(fd, to + n, SCRIPT_ASKED - 1 - n, 0);
		if (some <= 0)
			return false;
		n += (size_t)some;
		to[n] = '\0';
		char *end = strstr(to, "\r\n\r\n");
		if (end && !head) {
			head = (size_t)(end - to) + 4;
			char *length = strcasestr(to, "content-length:");
			body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
		}
		if ((head && n >= head + body) || to[0] < 'A')
			return true;
	}
	return true;
}

static void *script_run(void *context)
{
	struct scripted_server *s = context;
	int fd = -1;
	while (s->served < s->count) {
		if (fd < 0)
			fd = accept(s->fd, NULL, NULL);
		if (fd < 0)
			return NULL;
		if (!script_read(fd, s->asked[s->served])) {
			close(fd);
			fd = -1;
			continue;
		}
		const struct script_step *step = &s->steps[s->served++];
		if (step->answer)
			(void)!send(fd, step->answer, strlen(step->answer), MSG_NOSIGNAL);
		if (!step->keep || !step->answer) {
			close(fd);
			fd = -1;
		}
	}
	if (fd >= 0)
		close(fd);
	return NULL;
}

static struct scripted_server *script_start(const struct script_step *steps, size_t count)
{
	struct scripted_server *s = calloc(1, sizeof *s);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	if (!s)
		abort();
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(s->fd, 8) != 0 || getsockname(s->fd, (struct sockaddr *)&address, &length) != 0)
		abort();
	s->port = ntohs(address.sin_port);
	s->count = count;
	for (size_t i = 0; i < count; i++)
		s->steps[i] = steps[i];
	if (pthread_create(&s->thread, NULL, script_run, s) != 0)
		abort();
	return s;
}

static void script_stop(struct scripted_server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	free(s);
}

#endif
