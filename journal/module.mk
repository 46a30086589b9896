journal_SOURCES := journal/append.c journal/bell.c journal/crc32c.c journal/entries.c journal/journal.c journal/place.c journal/purge.c journal/read.c \
	journal/record.c journal/store.c journal/verify.c
gsync-journal_SOURCES := journal/main.c journal/cli_admin.c journal/cli_args.c journal/cli_dump.c journal/cli_show.c journal/cli_time.c
gsync-journal_LIBS := journal common
gsync-journal_PKGS := lmdb inih

journal_tests := journal_test journal_cli_test journal_crash_test journal_full_test journal_group_test journal_purge_test journal_record_test \
	journal_verify_test
$(foreach t,$(journal_tests),$(eval $(t)_LIBS := journal common)$(eval $(t)_PKGS := lmdb))
# It runs the program.
$(BUILD)/tests/unit/journal_cli_test: | $(BUILD)/gsync-journal
