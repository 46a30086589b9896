#include "tests/unit/testing.h"

#include "journal/crc32c.h"
#include "journal/record.h"

/* The format of a record is fixed: a journal that was written once must be readable for ever. */
static const unsigned char record[] = {
	1,                                              /* version */
	0x85, 0x5e, 0x1b, 0xb3,                         /* CRC-32C */
	2,                                              /* origin: scan */
	0x00, 0x00, 0x01, 0x9a, 0xbc, 0xde, 0xf0, 0x12, /* received */
	0x00, 0x00, 0x00, 0x00, 0x67, 0x68, 0x69, 0x6a, /* sheet */
	5, 4, 0, 0, 0, 7,                               /* lengths */
	'1', 'A', 'b', 'C', '-',                        /* spreadsheet */
	'e', 'v', '_', '1',                             /* id */
	'{', '"', 'v', '"', ':', '1', '}',              /* body */
};
static const struct journal_entry entry = {
	.seq = 0x0102030405060708,
	.received_ms = 0x19abcdef012,
	.origin = JOURNAL_SCAN,
	.sheet = 0x6768696a,
	.spreadsheet = "1AbC-", .spreadsheet_len = 5,
	.id = "ev_1", .id_len = 4,
	.body = "{\"v\":1}", .body_len = 7,
};

static void crc_of_known_texts(void **state)
{
	(void)state;
	static const unsigned char zeros[32] = {0};
	assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283);
	assert_int_equal(crc32c(0, zeros, 32), 0x8a9136aa);
	assert_int_equal(crc32c(0, "", 0), 0);
	assert_int_equal(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xe3069283);
}

static void a_record_is_byte_exact(void **state)
{
	(void)state;
	unsigned char bytes[sizeof record];
	assert_int_equal(record_size(&entry), sizeof record);
	record_encode_head(&entry, bytes);
	assert_memory_equal(bytes, record, sizeof record);
}

static void a_record_is_read_back(void **state)
{
	(void)state;
	struct journal_entry e;
	assert_null(record_decode(entry.seq, slice_of(record, sizeof record), &e));
	assert_int_equal(e.seq, entry.seq);
	assert_int_equal(e.received_ms, entry.received_ms);
	assert_int_equal(e.origin, JOURNAL_SCAN);
	assert_int_equal(e.sheet, entry.sheet);
	assert_int_equal(e.spreadsheet_len, 5);
	assert_memory_equal(e.spreadsheet, "1AbC-", 5);
	assert_int_equal(e.id_len, 4);
	assert_memory_equal(e.id, "ev_1", 4);
	assert_int_equal(e.body_len, 7);
	assert_memory_equal(e.body, "{\"v\":1}", 7);
}

static void every_damage_is_seen(void **state)
{
	(void)state;
	struct journal_entry e;
	for (size_t n = 0; n < sizeof record; n++)
		assert_non_null(record_decode(entry.seq, slice_of(record, n), &e));
	for (size_t bit = 0; bit < 8 * sizeof record; bit++) {
		unsigned char bytes[sizeof record];
		memcpy(bytes, record, sizeof record);
		bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
		assert_non_null(record_decode(entry.seq, slice_of(bytes, sizeof bytes), &e));
	}
	assert_string_equal(record_decode(entry.seq + 1, slice_of(record, sizeof record), &e), "its checksum is wrong");
}

static void names_may_be_as_long_as_allowed(void **state)
{
	(void)state;
	char name[RECORD_NAME_MAX];
	unsigned char bytes[RECORD_HEADER_SIZE + 2 * sizeof name];
	struct journal_entry e = {.seq = 1, .received_ms = UINT64_MAX, .origin = JOURNAL_WEBHOOK, .sheet = INT64_MIN,
				  .spreadsheet = name, .spreadsheet_len = sizeof name, .id = name, .id_len = sizeof name};
	memset(name, 'n', sizeof name);
	assert_int_equal(record_size(&e), sizeof bytes);
	record_encode_head(&e, bytes);
	struct journal_entry back;
	assert_null(record_decode(1, slice_of(bytes, sizeof bytes), &back));
	assert_int_equal(back.spreadsheet_len, RECORD_NAME_MAX);
	assert_int_equal(back.id_len, RECORD_NAME_MAX);
	assert_int_equal(back.body_len, 0);
	assert_int_equal(back.sheet, INT64_MIN);
	assert_true(back.received_ms == UINT64_MAX);
}

static void keys_sort_like_their_numbers(void **state)
{
	(void)state;
	static const uint64_t numbers[] = {0, 1, 255, 256, 65535, 1ULL << 32, 1ULL << 53, UINT64_MAX - 1, UINT64_MAX};
	for (size_t i = 0; i + 1 < sizeof numbers / sizeof numbers[0]; i++) {
		struct seq_key a = seq_key(numbers[i]), b = seq_key(numbers[i + 1]);
		uint64_t back;
		assert_true(memcmp(a.bytes, b.bytes, SEQ_SIZE) < 0);
		assert_true(seq_parse(seq_slice(&a), &back));
		assert_true(back == numbers[i]);
	}
	uint64_t untouched = 3;
	assert_false(seq_parse(slice_text("seven77"), &untouched));
	assert_int_equal(untouched, 3);
}

static void a_retired_id_is_byte_exact(void **state)
{
	(void)state;
	static const unsigned char expected[] = {0, 0, 1, 0x9a, 0xbc, 0xde, 0xf0, 0x12, 'e', 'v', '_', '1'};
	unsigned char bytes[RETIRED_MAX];
	uint64_t received_ms;
	struct slice id, value = retired_encode(entry.received_ms, slice_text("ev_1"), bytes);
	assert_true(slice_equal(value, slice_of(expected, sizeof expected)));
	assert_true(retired_decode(value, &received_ms, &id));
	assert_int_equal(received_ms, entry.received_ms);
	assert_true(slice_equal(id, slice_text("ev_1")));
	assert_false(retired_decode(slice_of(expected, 8), &received_ms, &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crc_of_known_texts),
		cmocka_unit_test(a_record_is_byte_exact),
		cmocka_unit_test(a_record_is_read_back),
		cmocka_unit_test(every_damage_is_seen),
		cmocka_unit_test(names_may_be_as_long_as_allowed),
		cmocka_unit_test(keys_sort_like_their_numbers),
		cmocka_unit_test(a_retired_id_is_byte_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
