journal_SOURCES := $(filter-out journal/cli_%,$(call sources_of,journal))
gsync-journal_SOURCES := journal/main.c $(wildcard journal/cli_*.c)
gsync-journal_LIBS := journal common
gsync-journal_PKGS := lmdb inih

journal_tests := journal_test journal_cli_test journal_crash_test journal_full_test journal_group_test journal_purge_test journal_record_test \
	journal_verify_test
$(foreach t,$(journal_tests),$(eval $(t)_LIBS := journal common)$(eval $(t)_PKGS := lmdb))
# It runs the program.
$(BUILD)/tests/unit/journal_cli_test: | $(BUILD)/gsync-journal
