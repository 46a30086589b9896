/* The configuration: taken as it is or from the sample, some options set, written back. */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/identity.h"
#include "cli/setup/setup.h"

/* --- text --------------------------------------------------------------------------------------------------------------------------- */

static bool read_text(const char *path, struct buf *to)
{
	char chunk[4096];
	size_t n;
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(to, chunk, n);
	bool good = !ferror(f) && !to->failed;
	fclose(f);
	return good;
}

static bool sample(struct buf *to)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	if (!f)
		return false;
	conf_print_sample(f);
	bool good = fclose(f) == 0;
	if (good)
		buf_add(to, text, n);
	free(text);
	return good && !to->failed;
}

static size_t line_end(const char *p) { return strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n'); }

/* True if the line is `name = …`. */
static bool is_option(const char *line, const char *name)
{
	size_t n = strlen(name);
	return strncmp(line, name, n) == 0 && line[n + strspn(line + n, " \t")] == '=';
}

bool setup_set_option(struct buf *text, const char *section, const char *name, const char *value)
{
	_cleanup_buf_ struct buf out = {0}, heading = {0};
	bool in = false, done = false;
	size_t after = 0; /* where the section's last option ends in `out` */
	buf_addf(&heading, "[%s]", section);
	for (const char *p = text->data ? text->data : ""; *p && !heading.failed;) {
		size_t n = line_end(p);
		if (*p == '[')
			in = strncmp(p, heading.data, heading.len) == 0;
		if (in && !done && is_option(p, name)) {
			buf_addf(&out, "%s = %s\n", name, value);
			done = true;
			for (p += n; *p == ' ' || *p == '\t';) /* what the old value went on with */
				p += line_end(p);
			continue;
		}
		buf_add(&out, p, n);
		if (in && *p != '\n')
			after = out.len;
		p += n;
	}
	_cleanup_buf_ struct buf whole = {0};
	size_t at = done ? out.len : after ? after : out.len;
	buf_add(&whole, out.data ? out.data : "", at);
	if (!done && !after)
		buf_addf(&whole, "%s[%s]\n", at ? "\n" : "", section);
	if (!done)
		buf_addf(&whole, "%s = %s\n", name, value);
	if (out.data)
		buf_add(&whole, out.data + at, out.len - at);
	if (out.failed || whole.failed || heading.failed)
		return false;
	buf_free(text);
	*text = whole;
	whole = (struct buf){0};
	return true;
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------ */

/* The text as a configuration, by way of a file: there is one reader only. */
static struct conf *parse(const struct buf *text, struct failure *f)
{
	char path[] = "/tmp/gsync-setup-XXXXXX";
	int fd = mkstemp(path);
	struct conf *c = NULL;
	if (fd >= 0 && write(fd, text->data, text->len) == (ssize_t)text->len)
		c = conf_read(path, f);
	else
		fail(f, ERR_STOP, "cannot write %s: %s", path, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	return c;
}

static void set_directory(struct setup *s)
{
	const char *end = strrchr(s->conf_path, '/');
	buf_add(&s->directory, end ? s->conf_path : ".", end ? (size_t)(end - s->conf_path) : 1);
	buf_add(&s->directory, "", 0);
}

/* A configuration elsewhere gets its key and its secrets beside it. */
static void set_places(struct setup *s)
{
	_cleanup_buf_ struct buf key = {0}, secrets = {0};
	buf_addf(&key, "%s/credentials.json", s->directory.data);
	buf_addf(&secrets, "%s/secrets", s->directory.data);
	if (strcmp(s->conf_path, CONF_DEFAULT_PATH) == 0 || key.failed || secrets.failed)
		return;
	setup_set_option(&s->text, "google", "credentials", key.data);
	setup_set_option(&s->text, "fcgi", "secrets", secrets.data);
}

void setup_load_conf(struct setup *s)
{
	_cleanup_buf_ struct buf standard = {0};
	struct failure failure = {0};
	bool there = access(s->conf_path, F_OK) == 0;
	set_directory(s);
	if (!sample(&standard))
		return;
	if (there && !read_text(s->conf_path, &s->text)) {
		problem(s, "%s cannot be read: %s.", s->conf_path, strerror(errno));
		mend(s, "sudo gsync setup …");
		return;
	}
	s->had_conf = there && (s->text.len != standard.len || memcmp(s->text.data, standard.data, standard.len) != 0);
	if (!there) {
		buf_add(&s->text, standard.data, standard.len);
		set_places(s);
	}
	s->conf = there ? conf_read(s->conf_path, &failure) : parse(&s->text, &failure);
	if (!s->conf) {
		problem(s, "%s", failure.text);
		mend(s, "sudoedit %s", s->conf_path);
	}
}

/* --- writing ------------------------------------------------------------------------------------------------------------------------ */

static bool differs(const char *is, const char *wanted) { return wanted && *wanted && strcmp(is, wanted) != 0; }

void setup_write_conf(struct setup *s)
{
	if (!s->conf)
		return;
	_cleanup_buf_ struct buf told = {0};
	const struct {
		const char *section, *name, *is, *wanted;
	} options[] = {
		{"postgresql", "conninfo", s->conf->pg_conninfo, s->conninfo.data},
		{"fcgi", "url", s->conf->fcgi_url, s->webhook.data},
	};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (differs(options[i].is, options[i].wanted) && setup_set_option(&s->text, options[i].section, options[i].name, options[i].wanted))
			buf_addf(&told, "%s%s = %s", told.len ? ", " : "", options[i].name, options[i].wanted);
	bool missing = access(s->conf_path, F_OK) != 0;
	if (!told.len && !missing) {
		fine(s, "%s is right.", s->conf_path);
		return;
	}
	if (s->dry_run) {
		would(s, "%s would be %s%s%s.", s->conf_path, missing ? "written" : "changed", told.len ? ": " : "", told.len ? told.data : "");
		return;
	}
	_cleanup_buf_ struct buf question = {0};
	buf_addf(&question, "Change %s: %s?", s->conf_path, told.data ? told.data : "");
	if (s->had_conf && !question.failed && !setup_agreed(s, question.data)) {
		problem(s, "%s was left as it is; it lacks %s.", s->conf_path, told.data);
		mend(s, "sudoedit %s", s->conf_path);
		return;
	}
	struct stat st;
	unsigned mode = stat(s->conf_path, &st) == 0 ? st.st_mode & 07777 : 0644;
	if (!setup_write(s->conf_path, s->text.data, s->text.len, mode, NULL)) {
		problem(s, "%s cannot be written: %s.", s->conf_path, strerror(errno));
		mend(s, "sudo gsync setup …    (it needs root)");
		return;
	}
	const struct group *shared = missing ? getgrnam("gsync") : NULL;
	if (missing && shared && geteuid() == 0 && (chown(s->conf_path, 0, shared->gr_gid) != 0 || chmod(s->conf_path, 0640) != 0))
		warn(s, "%s could not be given to the group gsync: %s.", s->conf_path, strerror(errno));
	if (!missing && geteuid() == 0 && chown(s->conf_path, st.st_uid, st.st_gid) != 0)
		warn(s, "%s could not be given back to its owner: %s.", s->conf_path, strerror(errno));
	s->conf_changed = true;
	struct conf *again = conf_read(s->conf_path, NULL);
	if (again) {
		conf_free(s->conf);
		s->conf = again;
	}
	made(s, "%s%s%s.", s->conf_path, told.len ? ": " : " is written", told.len ? told.data : "");
}
