#include "google/http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Google packs answers only for clients whose name says gzip, whatever Accept-Encoding says. */
#define USER_AGENT "gsync/" GSYNC_VERSION " (gzip)"

struct http {
	CURL *curl;
	struct http_options options;
	char error[CURL_ERROR_SIZE];
	/* of the request under way */
	struct http_answer *answer;
	const struct http_sink *sink;
	const char *rest;
	size_t rest_len;
	bool too_long;
	uint64_t sent, received; /* bytes of bodies so far */
};

static void start_libcurl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool keep(struct http *h, const char *bytes, size_t n)
{
	long status = 0;
	if (h->sink)
		curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200)
		return h->sink->take(h->sink->context, bytes, n);
	buf_add(&h->answer->body, bytes, n);
	return !h->answer->body.failed;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *context)
{
	struct http *h = context;
	h->answer->bytes += size * n;
	h->too_long = h->answer->bytes > h->options.most_bytes;
	return !h->too_long && keep(h, bytes, size * n) ? size * n : CURL_WRITEFUNC_ERROR;
}

static size_t on_header(char *line, size_t size, size_t n, void *context)
{
	struct http *h = context;
	static const char date[] = "date:";
	if (size * n > strlen(date) && strncasecmp(line, date, strlen(date)) == 0) {
		char value[64] = "";
		size_t length = size * n - strlen(date);
		memcpy(value, line + strlen(date), length < sizeof value ? length : sizeof value - 1);
		h->answer->date = curl_getdate(value, NULL);
	}
	return size * n;
}

static size_t on_read(char *to, size_t size, size_t n, void *context)
{
	struct http *h = context;
	size_t some = size * n < h->rest_len ? size * n : h->rest_len;
	memcpy(to, h->rest, some);
	h->rest += some;
	h->rest_len -= some;
	return some;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a, (void)b, (void)c, (void)d;
	struct http *h = context;
	return h->options.go_on && !h->options.go_on(h->options.context);
}

struct http *http_new(const struct http_options *options)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_libcurl);
	struct http *h = calloc(1, sizeof *h);
	if (!h)
		return NULL;
	h->options = *options;
	h->curl = curl_easy_init();
	if (!h->curl) {
		free(h);
		return NULL;
	}
	return h;
}

const char *http_library(void) { return curl_version(); }

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->curl);
	free(h);
}

void http_answer_free(struct http_answer *answer)
{
	buf_free(&answer->body);
}

static void set_common(struct http *h, const struct http_request *r)
{
	CURL *c = h->curl;
	curl_easy_reset(c); /* keeps the connection */
	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)h->options.timeout_s);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, USER_AGENT);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->error);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
	if (strncmp(r->url, "http://", strlen("http://")) == 0)
		curl_easy_setopt(c, CURLOPT_PROXY, ""); /* loopback is not behind a proxy */
	if (r->bearer) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, r->bearer);
	}
}

/* A body that is read through a function, and for which there is none to rewind it, cannot be sent a second time by libcurl. */
static void set_body(struct http *h, const struct http_request *r)
{
	CURL *c = h->curl;
	curl_easy_setopt(c, CURLOPT_POST, 1L);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	if (r->once) {
		h->rest = r->body;
		h->rest_len = r->body_len;
		curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(c, CURLOPT_READDATA, h);
	} else {
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->body);
	}
}

static struct curl_slist *headers_of(const struct http_request *r)
{
	char type[128];
	snprintf(type, sizeof type, "Content-Type: %s", r->type);
	struct curl_slist *headers = curl_slist_append(NULL, type);
	return curl_slist_append(headers, "Expect:"); /* asking first would cost a second on servers that do not answer that */
}

static bool was_sent(struct http *h)
{
	long request_bytes = 0;
	curl_easy_getinfo(h->curl, CURLINFO_REQUEST_SIZE, &request_bytes);
	return request_bytes > 0;
}

static void count_bytes(struct http *h)
{
	curl_off_t sent = 0, received = 0;
	curl_easy_getinfo(h->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	curl_easy_getinfo(h->curl, CURLINFO_SIZE_DOWNLOAD_T, &received);
	h->sent += (uint64_t)sent;
	h->received += (uint64_t)received;
}

void http_transferred(const struct http *h, uint64_t *ret_sent, uint64_t *ret_received)
{
	*ret_sent = h->sent;
	*ret_received = h->received;
}

static void conclude(struct http *h, CURLcode code)
{
	struct http_answer *a = h->answer;
	count_bytes(h);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &a->status);
	if (code == CURLE_OK) {
		a->outcome = HTTP_ANSWERED;
		buf_add(&a->body, "", 0);
		return;
	}
	a->outcome = was_sent(h) ? HTTP_UNKNOWN : HTTP_UNSENT;
	const char *reason = h->too_long ? "the answer is too long" : h->error[0] ? h->error : curl_easy_strerror(code);
	snprintf(a->reason, sizeof a->reason, "%s", code == CURLE_ABORTED_BY_CALLBACK ? "given up, because gsync-worker stops" : reason);
}

void http_send(struct http *h, const struct http_request *request, struct http_answer *answer)
{
	buf_reset(&answer->body);
	answer->bytes = 0;
	answer->status = 0;
	answer->date = -1;
	answer->reason[0] = '\0';
	h->answer = answer;
	h->sink = request->sink;
	h->too_long = false;
	h->error[0] = '\0';
	set_common(h, request);
	struct curl_slist *headers = NULL;
	if (request->type) {
		headers = headers_of(request);
		curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
		set_body(h, request);
	}
	conclude(h, curl_easy_perform(h->curl));
	curl_slist_free_all(headers);
}
