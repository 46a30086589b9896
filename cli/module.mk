cli_SOURCES := $(call sources_of,cli) $(wildcard cli/doctor/*.c cli/setup/*.c) $(BUILD)/cli/migrations.c
gsync_SOURCES := cli/main.c
gsync_LIBS := cli google common
gsync_PKGS := libpq libcurl libcrypto inih

cli_migrations := $(sort $(wildcard schema/[0-9]*.sql)) schema/drop.sql

# FORCE: a migration that was deleted leaves nothing behind that is newer than the result
$(BUILD)/cli/migrations.c: cli/embed.awk $(cli_migrations) FORCE
	@mkdir -p $(@D)
	@awk -f cli/embed.awk $(cli_migrations) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

cli_env_test_LIBS := cli common
cli_target_test_LIBS := cli common
cli_table_test_LIBS := cli common
cli_secrets_test_LIBS := cli common
cli_worker_state_test_LIBS := cli common
cli_progress_test_LIBS := cli common
