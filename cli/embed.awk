# embed.awk: makes migrations.c of the files in schema/
#
#   sha256sum FILE… | awk -f cli/embed.awk - FILE… > migrations.c
#
# schema/tables/NNN_name.sql     what is done to the tables, and NNN_name.down.sql what undoes it: numbers rise by one from 1
# schema/NNN_name.sql            the code, in the order of the numbers
# schema/{clear,renew,drop}.sql  see cli/migrations.h

function give_up(why) {
	print "embed.awk: " why > "/dev/stderr"
	failed = 1
	exit 1
}

function end_file() {
	if (files)
		print "\tNULL,\n};\n"
}

# The name of a file, without directory and .sql
function name_of(file) {
	sub(/.*\//, "", file)
	sub(/\.sql$/, "", file)
	if (file !~ /^([0-9][0-9][0-9]_)?[a-z0-9_]+(\.down)?$/)
		give_up(path ": expected NNN_name.sql, the name of a-z, 0-9 and _")
	return file
}

function begin_file(    name) {
	end_file()
	path = FILENAME
	name = name_of(path)
	files++
	print "static const char *const lines_" files "[] = {"
	if (name ~ /\.down$/) {
		if (tables < 2 || name != sprintf("%03d_%s.down", tables, table_name[tables]) || tables in down_lines)
			give_up(path ": there is nothing that it undoes")
		down_lines[tables] = "lines_" files
	} else if (path ~ /(^|\/)tables\/[^\/]*$/) {
		if (name + 0 != tables + 1)
			give_up(path ": expected number " tables + 1)
		table_lines[++tables] = "lines_" files
		table_digest[tables] = digest[path]
		table_name[tables] = substr(name, 5)
	} else if (name ~ /^[0-9]/) {
		code_lines[++codes] = "lines_" files
		code_name[codes] = name
	} else {
		single_lines[name] = "lines_" files
	}
}

function single(name) {
	if (!(name in single_lines))
		give_up(name ".sql is missing or empty")
	print "const struct sql_file schema_" name " = {\"" name "\", " single_lines[name] "};"
}

BEGIN {
	print "/* Made of the files in schema/ by cli/embed.awk. */"
	print "#include \"cli/migrations.h\"\n"
	print "#include <stddef.h>\n"
}

FILENAME == "-" {
	digest[$2] = $1
	next
}

FILENAME != path { begin_file() }

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\","
}

END {
	if (failed)
		exit 1
	end_file()
	print "const struct migration migrations[] = {"
	for (i = 1; i <= tables; i++) {
		if (i > 1 && !(i in down_lines))
			give_up(sprintf("%03d_%s.down.sql is missing: every migration but the first can be undone", i, table_name[i]))
		print "\t{" i ", \"" table_name[i] "\", \"" table_digest[i] "\", " table_lines[i] ", " (i in down_lines ? down_lines[i] : "NULL") "},"
	}
	print "\t{0, NULL, NULL, NULL, NULL},\n};\n"
	print "const struct sql_file schema_code[] = {"
	for (i = 1; i <= codes; i++)
		print "\t{\"" code_name[i] "\", " code_lines[i] "},"
	print "\t{NULL, NULL},\n};\n"
	single("clear")
	single("renew")
	single("drop")
}
