/* The parsing cases that JSONTestSuite made the common measure of JSON parsers (seriot.ch, "Parsing JSON is a minefield"). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/json.h"

#define VALID SIZE_MAX
#define TEXT(literal) literal, sizeof(literal) - 1

struct sample {
	const char *name;
	size_t at; /* VALID, or the offset of the fault */
	const char *text;
	size_t n;
};

/* Texts that every parser must accept. */
static const struct sample is_json[] = {
	{ "array arraysWithSpaces", VALID, TEXT("[[]   ]") },
	{ "array empty-string", VALID, TEXT("[\"\"]") },
	{ "array empty", VALID, TEXT("[]") },
	{ "array ending with newline", VALID, TEXT("[\"a\"]") },
	{ "array false", VALID, TEXT("[false]") },
	{ "array heterogeneous", VALID, TEXT("[null, 1, \"1\", {}]") },
	{ "array null", VALID, TEXT("[null]") },
	{ "array with 1 and newline", VALID, TEXT("[1\n]") },
	{ "array with leading space", VALID, TEXT(" [1]") },
	{ "array with several null", VALID, TEXT("[1,null,null,null,2]") },
	{ "array with trailing space", VALID, TEXT("[2] ") },
	{ "number", VALID, TEXT("[123e65]") },
	{ "number 0e+1", VALID, TEXT("[0e+1]") },
	{ "number 0e1", VALID, TEXT("[0e1]") },
	{ "number after space", VALID, TEXT("[ 4]") },
	{ "number double close to zero", VALID, TEXT("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]\n") },
	{ "number int with exp", VALID, TEXT("[20e1]") },
	{ "number minus zero", VALID, TEXT("[-0]") },
	{ "number negative int", VALID, TEXT("[-123]") },
	{ "number negative one", VALID, TEXT("[-1]") },
	{ "number negative zero", VALID, TEXT("[-0]") },
	{ "number real capital e", VALID, TEXT("[1E22]") },
	{ "number real capital e neg exp", VALID, TEXT("[1E-2]") },
	{ "number real capital e pos exp", VALID, TEXT("[1E+2]") },
	{ "number real exponent", VALID, TEXT("[123e45]") },
	{ "number real fraction exponent", VALID, TEXT("[123.456e78]") },
	{ "number real neg exp", VALID, TEXT("[1e-2]") },
	{ "number real pos exponent", VALID, TEXT("[1e+2]") },
	{ "number simple int", VALID, TEXT("[123]") },
	{ "number simple real", VALID, TEXT("[123.456789]") },
	{ "object", VALID, TEXT("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}") },
	{ "object basic", VALID, TEXT("{\"asd\":\"sdf\"}") },
	{ "object duplicated key", VALID, TEXT("{\"a\":\"b\",\"a\":\"c\"}") },
	{ "object duplicated key and value", VALID, TEXT("{\"a\":\"b\",\"a\":\"b\"}") },
	{ "object empty", VALID, TEXT("{}") },
	{ "object empty key", VALID, TEXT("{\"\":0}") },
	{ "object escaped null in key", VALID, TEXT("{\"foo\\u0000bar\": 42}") },
	{ "object extreme numbers", VALID, TEXT("{ \"min\": -1.0e+28, \"max\": 1.0e+28 }") },
	{ "object long strings", VALID, TEXT("{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}") },
	{ "object simple", VALID, TEXT("{\"a\":[]}") },
	{ "object string unicode", VALID, TEXT("{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430 \\u0417\\u0435\\u043c\\u043b\\u0435\\u043a\\u043e\\u043f\\u0430\" }") },
	{ "object with newlines", VALID, TEXT("{\n\"a\": \"b\"\n}") },
	{ "string 1 2 3 bytes UTF-8 sequences", VALID, TEXT("[\"\\u0060\\u012a\\u12AB\"]") },
	{ "string accepted surrogate pair", VALID, TEXT("[\"\\uD801\\udc37\"]") },
	{ "string accepted surrogate pairs", VALID, TEXT("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]") },
	{ "string allowed escapes", VALID, TEXT("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]") },
	{ "string backslash and u escaped zero", VALID, TEXT("[\"\\\\u0000\"]") },
	{ "string backslash doublequotes", VALID, TEXT("[\"\\\"\"]") },
	{ "string comments", VALID, TEXT("[\"a/*b*/c/*d//e\"]") },
	{ "string double escape a", VALID, TEXT("[\"\\\\a\"]") },
	{ "string double escape n", VALID, TEXT("[\"\\\\n\"]") },
	{ "string escaped control character", VALID, TEXT("[\"\\u0012\"]") },
	{ "string escaped noncharacter", VALID, TEXT("[\"\\uFFFF\"]") },
	{ "string in array", VALID, TEXT("[\"asd\"]") },
	{ "string in array with leading space", VALID, TEXT("[ \"asd\"]") },
	{ "string last surrogates 1 and 2", VALID, TEXT("[\"\\uDBFF\\uDFFF\"]") },
	{ "string nbsp uescaped", VALID, TEXT("[\"new\\u00A0line\"]") },
	{ "string nonCharacterInUTF-8 U+10FFFF", VALID, TEXT("[\"\364\217\277\277\"]") },
	{ "string nonCharacterInUTF-8 U+FFFF", VALID, TEXT("[\"\357\277\277\"]") },
	{ "string null escape", VALID, TEXT("[\"\\u0000\"]") },
	{ "string one-byte-utf-8", VALID, TEXT("[\"\\u002c\"]") },
	{ "string pi", VALID, TEXT("[\"\317\200\"]") },
	{ "string reservedCharacterInUTF-8 U+1BFFF", VALID, TEXT("[\"\360\233\277\277\"]") },
	{ "string simple ascii", VALID, TEXT("[\"asd \"]") },
	{ "string space", VALID, TEXT("\" \"") },
	{ "string surrogates U+1D11E MUSICAL SYMBOL G CLEF", VALID, TEXT("[\"\\uD834\\uDd1e\"]") },
	{ "string three-byte-utf-8", VALID, TEXT("[\"\\u0821\"]") },
	{ "string two-byte-utf-8", VALID, TEXT("[\"\\u0123\"]") },
	{ "string u+2028 line sep", VALID, TEXT("[\"\342\200\250\"]") },
	{ "string u+2029 par sep", VALID, TEXT("[\"\342\200\251\"]") },
	{ "string uEscape", VALID, TEXT("[\"\\u0061\\u30af\\u30EA\\u30b9\"]") },
	{ "string uescaped newline", VALID, TEXT("[\"new\\u000Aline\"]") },
	{ "string unescaped char delete", VALID, TEXT("[\"\177\"]") },
	{ "string unicode", VALID, TEXT("[\"\\uA66D\"]") },
	{ "string unicodeEscapedBackslash", VALID, TEXT("[\"\\u005C\"]") },
	{ "string unicode 2", VALID, TEXT("[\"\342\215\202\343\210\264\342\215\202\"]") },
	{ "string unicode U+10FFFE nonchar", VALID, TEXT("[\"\\uDBFF\\uDFFE\"]") },
	{ "string unicode U+1FFFE nonchar", VALID, TEXT("[\"\\uD83F\\uDFFE\"]") },
	{ "string unicode U+200B ZERO WIDTH SPACE", VALID, TEXT("[\"\\u200B\"]") },
	{ "string unicode U+2064 invisible plus", VALID, TEXT("[\"\\u2064\"]") },
	{ "string unicode U+FDD0 nonchar", VALID, TEXT("[\"\\uFDD0\"]") },
	{ "string unicode U+FFFE nonchar", VALID, TEXT("[\"\\uFFFE\"]") },
	{ "string unicode escaped double quote", VALID, TEXT("[\"\\u0022\"]") },
	{ "string utf8", VALID, TEXT("[\"\342\202\254\360\235\204\236\"]") },
	{ "string with del character", VALID, TEXT("[\"a\177a\"]") },
	{ "structure lonely false", VALID, TEXT("false") },
	{ "structure lonely int", VALID, TEXT("42") },
	{ "structure lonely negative real", VALID, TEXT("-0.1") },
	{ "structure lonely null", VALID, TEXT("null") },
	{ "structure lonely string", VALID, TEXT("\"asd\"") },
	{ "structure lonely true", VALID, TEXT("true") },
	{ "structure string empty", VALID, TEXT("\"\"") },
	{ "structure trailing newline", VALID, TEXT("[\"a\"]\n") },
	{ "structure true in array", VALID, TEXT("[true]") },
	{ "structure whitespace array", VALID, TEXT(" [] ") },
};

/* Texts that every parser must refuse, and the first byte that cannot be right. */
static const struct sample not_json[] = {
	{ "array 1 true without comma", 3, TEXT("[1 true]") },
	{ "array a invalid utf8", 1, TEXT("[a\345]") },
	{ "array colon instead of comma", 3, TEXT("[\"\": 1]") },
	{ "array comma after close", 4, TEXT("[\"\"],") },
	{ "array comma and number", 1, TEXT("[,1]") },
	{ "array double comma", 3, TEXT("[1,,2]") },
	{ "array double extra comma", 5, TEXT("[\"x\",,]") },
	{ "array extra close", 5, TEXT("[\"x\"]]") },
	{ "array extra comma", 4, TEXT("[\"\",]") },
	{ "array incomplete", 4, TEXT("[\"x\"") },
	{ "array incomplete invalid value", 1, TEXT("[x") },
	{ "array inner array no comma", 2, TEXT("[3[4]]") },
	{ "array invalid utf8", 1, TEXT("[\377]") },
	{ "array items separated by semicolon", 2, TEXT("[1:2]") },
	{ "array just comma", 1, TEXT("[,]") },
	{ "array just minus", 2, TEXT("[-]") },
	{ "array missing value", 4, TEXT("[   , \"\"]") },
	{ "array newlines unclosed", 11, TEXT("[\"a\",\n4\n,1,") },
	{ "array number and comma", 3, TEXT("[1,]") },
	{ "array number and several commas", 3, TEXT("[1,,]") },
	{ "array spaces vertical tab formfeed", 2, TEXT("[\"\013a\"\\f]") },
	{ "array star inside", 1, TEXT("[*]") },
	{ "array unclosed", 3, TEXT("[\"\"") },
	{ "array unclosed trailing comma", 3, TEXT("[1,") },
	{ "array unclosed with new lines", 8, TEXT("[1,\n1\n,1") },
	{ "array unclosed with object inside", 3, TEXT("[{}") },
	{ "incomplete false", 5, TEXT("[fals]") },
	{ "incomplete null", 4, TEXT("[nul]") },
	{ "incomplete true", 4, TEXT("[tru]") },
	{ "multidigit number then 00", 3, TEXT("123\000") },
	{ "number ++", 1, TEXT("[++1234]") },
	{ "number +1", 1, TEXT("[+1]") },
	{ "number +Inf", 1, TEXT("[+Inf]") },
	{ "number -01", 3, TEXT("[-01]") },
	{ "number -1.0.", 5, TEXT("[-1.0.]") },
	{ "number -2.", 4, TEXT("[-2.]") },
	{ "number -NaN", 2, TEXT("[-NaN]") },
	{ "number .-1", 1, TEXT("[.-1]") },
	{ "number .2e-3", 1, TEXT("[.2e-3]") },
	{ "number 0.1.2", 4, TEXT("[0.1.2]") },
	{ "number 0.3e+", 6, TEXT("[0.3e+]") },
	{ "number 0.3e", 5, TEXT("[0.3e]") },
	{ "number 0.e1", 3, TEXT("[0.e1]") },
	{ "number 0 capital E+", 4, TEXT("[0E+]") },
	{ "number 0 capital E", 3, TEXT("[0E]") },
	{ "number 0e+", 4, TEXT("[0e+]") },
	{ "number 0e", 3, TEXT("[0e]") },
	{ "number 1.0e+", 6, TEXT("[1.0e+]") },
	{ "number 1.0e-", 6, TEXT("[1.0e-]") },
	{ "number 1.0e", 5, TEXT("[1.0e]") },
	{ "number 1 000", 3, TEXT("[1 000.0]") },
	{ "number 1eE2", 3, TEXT("[1eE2]") },
	{ "number 2.e+3", 3, TEXT("[2.e+3]") },
	{ "number 2.e-3", 3, TEXT("[2.e-3]") },
	{ "number 2.e3", 3, TEXT("[2.e3]") },
	{ "number 9.e+", 3, TEXT("[9.e+]") },
	{ "number Inf", 1, TEXT("[Inf]") },
	{ "number NaN", 1, TEXT("[NaN]") },
	{ "number U+FF11 fullwidth digit one", 1, TEXT("[\357\274\221]") },
	{ "number expression", 2, TEXT("[1+2]") },
	{ "number hex 1 digit", 2, TEXT("[0x1]") },
	{ "number hex 2 digits", 2, TEXT("[0x42]") },
	{ "number infinity", 1, TEXT("[Infinity]") },
	{ "number invalid+-", 4, TEXT("[0e+-1]") },
	{ "number invalid-negative-real", 9, TEXT("[-123.123foo]") },
	{ "number invalid-utf-8-in-bigger-int", 4, TEXT("[123\345]") },
	{ "number invalid-utf-8-in-exponent", 4, TEXT("[1e1\345]") },
	{ "number invalid-utf-8-in-int", 2, TEXT("[0\345]\n") },
	{ "number minus infinity", 2, TEXT("[-Infinity]") },
	{ "number minus sign with trailing garbage", 2, TEXT("[-foo]") },
	{ "number minus space 1", 2, TEXT("[- 1]") },
	{ "number neg int starting with zero", 3, TEXT("[-012]") },
	{ "number neg real without int part", 2, TEXT("[-.123]") },
	{ "number neg with garbage at end", 3, TEXT("[-1x]") },
	{ "number real garbage after e", 3, TEXT("[1ea]") },
	{ "number real with invalid utf8 after e", 3, TEXT("[1e\345]") },
	{ "number real without fractional part", 3, TEXT("[1.]") },
	{ "number starting with dot", 1, TEXT("[.123]") },
	{ "number with alpha", 4, TEXT("[1.2a-3]") },
	{ "number with alpha char", 19, TEXT("[1.8011670033376514H-308]") },
	{ "number with leading zero", 2, TEXT("[012]") },
	{ "object bad value", 9, TEXT("[\"x\", truth]") },
	{ "object bracket key", 1, TEXT("{[: \"x\"}\n") },
	{ "object comma instead of colon", 4, TEXT("{\"x\", null}") },
	{ "object double colon", 5, TEXT("{\"x\"::\"b\"}") },
	{ "object emoji", 1, TEXT("{\360\237\207\250\360\237\207\255}") },
	{ "object garbage at end", 9, TEXT("{\"a\":\"a\" 123}") },
	{ "object key with single quotes", 1, TEXT("{key: 'value'}") },
	{ "object lone continuation byte in key and trailing comma", 2, TEXT("{\"\271\":\"0\",}") },
	{ "object missing colon", 5, TEXT("{\"a\" b}") },
	{ "object missing key", 1, TEXT("{:\"b\"}") },
	{ "object missing semicolon", 5, TEXT("{\"a\" \"b\"}") },
	{ "object missing value", 5, TEXT("{\"a\":") },
	{ "object no-colon", 4, TEXT("{\"a\"") },
	{ "object non string key", 1, TEXT("{1:1}") },
	{ "object non string key but huge number instead", 1, TEXT("{9999E9999:1}") },
	{ "object repeated null null", 1, TEXT("{null:null,null:null}") },
	{ "object several trailing commas", 8, TEXT("{\"id\":0,,,,,}") },
	{ "object single quote", 1, TEXT("{'a':0}") },
	{ "object trailing comma", 8, TEXT("{\"id\":0,}") },
	{ "object trailing comment", 9, TEXT("{\"a\":\"b\"}/**/") },
	{ "object trailing comment open", 9, TEXT("{\"a\":\"b\"}/**//") },
	{ "object trailing comment slash open", 9, TEXT("{\"a\":\"b\"}//") },
	{ "object trailing comment slash open incomplete", 9, TEXT("{\"a\":\"b\"}/") },
	{ "object two commas in a row", 9, TEXT("{\"a\":\"b\",,\"c\":\"d\"}") },
	{ "object unquoted key", 1, TEXT("{a: \"b\"}") },
	{ "object unterminated-value", 7, TEXT("{\"a\":\"a") },
	{ "object with single string", 21, TEXT("{ \"foo\" : \"bar\", \"a\" }") },
	{ "object with trailing garbage", 9, TEXT("{\"a\":\"b\"}#") },
	{ "single space", 1, TEXT(" ") },
	{ "string 1 surrogate then escape", 9, TEXT("[\"\\uD800\\\"]") },
	{ "string 1 surrogate then escape u", 10, TEXT("[\"\\uD800\\u\"]") },
	{ "string 1 surrogate then escape u1", 10, TEXT("[\"\\uD800\\u1\"]") },
	{ "string 1 surrogate then escape u1x", 10, TEXT("[\"\\uD800\\u1x\"]") },
	{ "string accentuated char no quotes", 1, TEXT("[\303\251]") },
	{ "string backslash 00", 3, TEXT("[\"\\\000\"]") },
	{ "string escape x", 3, TEXT("[\"\\x00\"]") },
	{ "string escaped backslash bad", 7, TEXT("[\"\\\\\\\"]") },
	{ "string escaped ctrl char tab", 3, TEXT("[\"\\\t\"]") },
	{ "string escaped emoji", 3, TEXT("[\"\\\360\237\214\200\"]") },
	{ "string incomplete escape", 5, TEXT("[\"\\\"]") },
	{ "string incomplete escaped character", 7, TEXT("[\"\\u00A\"]") },
	{ "string incomplete surrogate", 12, TEXT("[\"\\uD834\\uDd\"]") },
	{ "string incomplete surrogate escape invalid", 11, TEXT("[\"\\uD800\\uD800\\x\"]") },
	{ "string invalid-utf-8-in-escape", 4, TEXT("[\"\\u\345\"]") },
	{ "string invalid backslash esc", 3, TEXT("[\"\\a\"]") },
	{ "string invalid unicode escape", 4, TEXT("[\"\\uqqqq\"]") },
	{ "string invalid utf8 after escape", 3, TEXT("[\"\\\345\"]") },
	{ "string leading uescaped thinspace", 1, TEXT("[\\u0020\"asd\"]") },
	{ "string no quotes with bad escape", 1, TEXT("[\\n]") },
	{ "string single doublequote", 1, TEXT("\"") },
	{ "string single quote", 1, TEXT("['single quote']") },
	{ "string single string no double quotes", 0, TEXT("abc") },
	{ "string start escape unclosed", 3, TEXT("[\"\\") },
	{ "string unescaped ctrl char", 3, TEXT("[\"a\000a\"]") },
	{ "string unescaped newline", 5, TEXT("[\"new\nline\"]") },
	{ "string unescaped tab", 2, TEXT("[\"\t\"]") },
	{ "string unicode CapitalU", 2, TEXT("\"\\UA66D\"") },
	{ "string with trailing garbage", 2, TEXT("\"\"x") },
	{ "structure U+2060 word joined", 1, TEXT("[\342\201\240]") },
	{ "structure UTF8 BOM no data", 0, TEXT("\357\273\277") },
	{ "structure angle bracket .", 0, TEXT("<.>") },
	{ "structure angle bracket null", 1, TEXT("[<null>]") },
	{ "structure array trailing garbage", 3, TEXT("[1]x") },
	{ "structure array with extra array close", 3, TEXT("[1]]") },
	{ "structure array with unclosed string", 6, TEXT("[\"asd]") },
	{ "structure ascii-unicode-identifier", 0, TEXT("a\303\245") },
	{ "structure capitalized True", 1, TEXT("[True]") },
	{ "structure close unopened array", 1, TEXT("1]") },
	{ "structure comma instead of closing brace", 11, TEXT("{\"x\": true,") },
	{ "structure double array", 2, TEXT("[][]") },
	{ "structure end array", 0, TEXT("]") },
	{ "structure incomplete UTF8 BOM", 0, TEXT("\357\273{}") },
	{ "structure lone-invalid-utf-8", 0, TEXT("\345") },
	{ "structure lone-open-bracket", 1, TEXT("[") },
	{ "structure no data", 0, TEXT("") },
	{ "structure null-byte-outside-string", 1, TEXT("[\000]") },
	{ "structure number with trailing garbage", 1, TEXT("2@") },
	{ "structure object followed by closing object", 2, TEXT("{}}") },
	{ "structure object unclosed no value", 4, TEXT("{\"\":") },
	{ "structure object with comment", 5, TEXT("{\"a\":/*comment*/\"b\"}") },
	{ "structure object with trailing garbage", 12, TEXT("{\"a\": true} \"x\"") },
	{ "structure open array apostrophe", 1, TEXT("['") },
	{ "structure open array comma", 1, TEXT("[,") },
	{ "structure open array open object", 2, TEXT("[{") },
	{ "structure open array open string", 3, TEXT("[\"a") },
	{ "structure open array string", 4, TEXT("[\"a\"") },
	{ "structure open object", 1, TEXT("{") },
	{ "structure open object close array", 1, TEXT("{]") },
	{ "structure open object comma", 1, TEXT("{,") },
	{ "structure open object open array", 1, TEXT("{[") },
	{ "structure open object open string", 3, TEXT("{\"a") },
	{ "structure open object string with apostrophes", 1, TEXT("{'a'") },
	{ "structure open open", 3, TEXT("[\"\\{[\"\\{[\"\\{[\"\\{") },
	{ "structure single eacute", 0, TEXT("\351") },
	{ "structure single star", 0, TEXT("*") },
	{ "structure trailing #", 9, TEXT("{\"a\":\"b\"}#{}") },
	{ "structure uescaped LF before string", 1, TEXT("[\\u000A\"\"]") },
	{ "structure unclosed array", 2, TEXT("[1") },
	{ "structure unclosed array partial null", 12, TEXT("[ false, nul") },
	{ "structure unclosed array unfinished false", 12, TEXT("[ true, fals") },
	{ "structure unclosed array unfinished true", 12, TEXT("[ false, tru") },
	{ "structure unclosed object", 12, TEXT("{\"asd\":\"asd\"") },
	{ "structure unicode-identifier", 0, TEXT("\303\245") },
	{ "structure whitespace U+2060 word joiner", 1, TEXT("[\342\201\240]") },
	{ "structure whitespace formfeed", 1, TEXT("[\014]") },
};

/* RFC 8259 leaves these open. Ours: UTF-8 alone, no byte order mark, no lone surrogates; numbers may lose digits, not overflow. */
static const struct sample open_to_choice[] = {
	{ "number double huge neg exp", VALID, TEXT("[123.456e-789]") },
	{ "number huge exp", 1, TEXT("[0.4e00669999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999969999999006]") },
	{ "number neg int huge exp", 1, TEXT("[-1e+9999]") },
	{ "number pos double huge exp", 1, TEXT("[1.5e+9999]") },
	{ "number real neg overflow", 1, TEXT("[-123123e100000]") },
	{ "number real pos overflow", 1, TEXT("[123123e100000]") },
	{ "number real underflow", VALID, TEXT("[123e-10000000]") },
	{ "number too big neg int", VALID, TEXT("[-123123123123123123123123123123]") },
	{ "number too big pos int", VALID, TEXT("[100000000000000000000]") },
	{ "number very big negative int", VALID, TEXT("[-237462374673276894279832749832423479823246327846]") },
	{ "object key lone 2nd surrogate", 5, TEXT("{\"\\uDFAA\":0}") },
	{ "string 1st surrogate but 2nd missing", 8, TEXT("[\"\\uDADA\"]") },
	{ "string 1st valid surrogate 2nd invalid", 10, TEXT("[\"\\uD888\\u1234\"]") },
	{ "string UTF-16LE with BOM", 0, TEXT("\377\376[\000\"\000\351\000\"\000]\000") },
	{ "string UTF-8 invalid sequence", 7, TEXT("[\"\346\227\245\321\210\372\"]") },
	{ "string UTF8 surrogate U+D800", 3, TEXT("[\"\355\240\200\"]") },
	{ "string incomplete surrogate and escape valid", 9, TEXT("[\"\\uD800\\n\"]") },
	{ "string incomplete surrogate pair", 5, TEXT("[\"\\uDd1ea\"]") },
	{ "string incomplete surrogates escape valid", 11, TEXT("[\"\\uD800\\uD800\\n\"]") },
	{ "string invalid lonely surrogate", 8, TEXT("[\"\\ud800\"]") },
	{ "string invalid surrogate", 8, TEXT("[\"\\ud800abc\"]") },
	{ "string invalid utf-8", 2, TEXT("[\"\377\"]") },
	{ "string inverted surrogates U+1D11E", 5, TEXT("[\"\\uDd1e\\uD834\"]") },
	{ "string iso latin 1", 3, TEXT("[\"\351\"]") },
	{ "string lone second surrogate", 5, TEXT("[\"\\uDFAA\"]") },
	{ "string lone utf8 continuation byte", 2, TEXT("[\"\201\"]") },
	{ "string not in unicode range", 3, TEXT("[\"\364\277\277\277\"]") },
	{ "string overlong sequence 2 bytes", 2, TEXT("[\"\300\257\"]") },
	{ "string overlong sequence 6 bytes", 2, TEXT("[\"\374\203\277\277\277\277\"]") },
	{ "string overlong sequence 6 bytes null", 2, TEXT("[\"\374\200\200\200\200\200\"]") },
	{ "string truncated-utf-8", 3, TEXT("[\"\340\377\"]") },
	{ "string utf16BE no BOM", 0, TEXT("\000[\000\"\000\351\000\"\000]") },
	{ "string utf16LE no BOM", 1, TEXT("[\000\"\000\351\000\"\000]\000") },
	{ "structure UTF-8 BOM empty object", 0, TEXT("\357\273\277{}") },
};

/* A copy without anything behind it, so that a sanitizer sees a read past the end. */
static char *tight_copy(const char *text, size_t n)
{
	char *copy = malloc(n ? n : 1);

	assert_non_null(copy);
	memcpy(copy, text, n);
	return copy;
}

/* What stands before the fault can still become JSON: it is valid, or lacks only its end. */
static void check_prefix(const struct sample *s, const char *text)
{
	struct json_fault fault;
	char *prefix = tight_copy(text, s->at);

	if (!json_validate(prefix, s->at, &fault) && fault.at != s->at)
		fail_msg("%s: the fault is at %zu already", s->name, fault.at);
	free(prefix);
}

static void check(const struct sample *s)
{
	struct json_fault fault = { .at = VALID, .reason = "" };
	char *text = tight_copy(s->text, s->n);
	struct json *j = json_parse(text, s->n, NULL);
	bool valid = json_validate(text, s->n, &fault);

	if (valid != (s->at == VALID) || fault.at != s->at)
		fail_msg("%s: %s at %zu", s->name, valid ? "accepted" : fault.reason, fault.at);
	if (valid != !!j)
		fail_msg("%s: json_validate and json_parse disagree", s->name);
	if (!valid)
		check_prefix(s, text);
	json_free(j);
	free(text);
}

#define CHECK_ALL(table) \
	for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++) \
		check(&(table)[i])

static void accepts_what_is_json(void **state)
{
	(void)state;
	CHECK_ALL(is_json);
}

static void refuses_what_is_not(void **state)
{
	(void)state;
	CHECK_ALL(not_json);
}

static void chooses_where_the_standard_leaves_it_open(void **state)
{
	(void)state;
	CHECK_ALL(open_to_choice);
}

static void check_repeated(const char *unit, size_t times, size_t at)
{
	size_t n = strlen(unit);
	char *text = malloc(times * n);

	assert_non_null(text);
	for (size_t i = 0; i < times * n; i++)
		text[i] = unit[i % n];
	check(&(struct sample){ .name = unit, .at = at, .text = text, .n = times * n });
	free(text);
}

static void refuses_deep_nesting(void **state)
{
	(void)state;
	check_repeated("[", 100000, JSON_MAX_DEPTH);
	check_repeated("[", 500, JSON_MAX_DEPTH);
	check_repeated("[{\"\":", 50000, (size_t)JSON_MAX_DEPTH / 2 * 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_what_is_json),
		cmocka_unit_test(refuses_what_is_not),
		cmocka_unit_test(chooses_where_the_standard_leaves_it_open),
		cmocka_unit_test(refuses_deep_nesting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
