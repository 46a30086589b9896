# embed.awk: makes migrations.c of schema/NNN-name.sql … and schema/drop.sql
#
#   awk -f cli/embed.awk schema/[0-9]*.sql schema/drop.sql > migrations.c
#
# The numbers must rise by one from 1; anything else is an error, for a gap or a twin would never be noticed later.

function give_up(why) {
	print "embed.awk: " why > "/dev/stderr"
	failed = 1
	exit 1
}

function end_file() {
	if (file != "")
		print "\tNULL,\n};\n"
}

function begin_file(path,    base, number) {
	end_file()
	file = path
	base = path
	sub(/.*\//, "", base)
	sub(/\.sql$/, "", base)
	if (base == "drop") {
		print "static const char *const lines_drop[] = {"
		has_drop = 1
		return
	}
	number = base
	sub(/[^0-9].*/, "", number)
	if (number + 0 != count + 1)
		give_up(path ": expected number " count + 1)
	sub(/^[0-9]+[-_]?/, "", base)
	if (base !~ /^[a-z0-9_-]+$/)
		give_up(path ": expected NNN-name.sql, the name of a-z, 0-9, - and _")
	names[++count] = base
	print "static const char *const lines_" count "[] = {"
}

BEGIN {
	print "/* Made of the files in schema/ by cli/embed.awk. */"
	print "#include \"cli/migrations.h\"\n"
	print "#include <stddef.h>\n"
}

FILENAME != file { begin_file(FILENAME) }

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\","
}

END {
	if (failed)
		exit 1
	if (!has_drop)
		give_up("drop.sql is missing or empty")
	end_file()
	print "const struct migration migrations[] = {"
	for (i = 1; i <= count; i++)
		print "\t{" i ", \"" names[i] "\", lines_" i "},"
	print "\t{0, NULL, NULL},\n};\n"
	print "const struct migration migration_drop = {0, \"drop\", lines_drop};"
}
