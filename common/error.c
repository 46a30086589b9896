#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>

enum error fail(struct failure *f, enum error kind, const char *format, ...)
{
	if (!f)
		return kind;
	f->kind = kind;
	va_list args;
	va_start(args, format);
	vsnprintf(f->text, sizeof f->text, format, args);
	va_end(args);
	return kind;
}
