cli_SOURCES := $(call sources_of,cli) $(wildcard cli/doctor/*.c cli/setup/*.c) $(BUILD)/cli/migrations.c
gsync_SOURCES := cli/main.c
gsync_LIBS := cli google common
gsync_PKGS := libpq libcurl libcrypto inih

# The order counts: a migration and what undoes it, then the code
SCHEMA ?= schema
schema_tables := $(sort $(filter-out %.down.sql,$(wildcard $(SCHEMA)/tables/*.sql)))
schema_installed := $(foreach t,$(schema_tables),$(t) $(wildcard $(t:.sql=.down.sql))) $(sort $(wildcard $(SCHEMA)/[0-9]*.sql))
schema_files := $(schema_installed) $(SCHEMA)/clear.sql $(SCHEMA)/renew.sql $(SCHEMA)/drop.sql

# FORCE: a file that was deleted leaves nothing behind that is newer than the result
$(BUILD)/cli/migrations.c: cli/embed.awk $(schema_files) FORCE
	@mkdir -p $(@D)
	@sha256sum $(schema_files) | awk -f cli/embed.awk - $(schema_files) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# What the programs know the schema by that they were built for
$(BUILD)/common/schema_id.c: $(schema_installed) FORCE
	@mkdir -p $(@D)
	@printf '#include "common/schema_id.h"\n\nconst char schema_digest[] = "%.16s";\n' "$$(cat $(schema_installed) | sha256sum)" > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

cli_env_test_LIBS := cli common
cli_target_test_LIBS := cli common
cli_table_test_LIBS := cli common
cli_secrets_test_LIBS := cli common
cli_worker_state_test_LIBS := cli common
cli_progress_test_LIBS := cli common
cli_nginx_conf_test_LIBS := cli common
cli_setup_test_LIBS := cli google common
cli_setup_test_PKGS := libpq libcurl libcrypto inih
