cli_SOURCES := cli/args.c cli/config.c cli/conflicts.c cli/connect.c cli/credentials.c cli/db.c cli/env.c cli/google.c cli/held.c cli/help.c cli/link.c cli/link_compare.c cli/link_options.c cli/link_propose.c cli/link_rows.c cli/links.c cli/lists.c cli/log.c cli/progress.c \
	cli/rejected.c cli/report.c cli/restore.c cli/say.c cli/schema.c cli/secret.c cli/secrets.c cli/set.c cli/status.c cli/tab.c cli/table.c cli/target.c cli/unlink.c cli/verify.c cli/verify_print.c cli/watch.c cli/worker_state.c $(BUILD)/cli/migrations.c
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
