schema_SQL := \
	schema/001_tables.sql \
	schema/002_values.sql \
	schema/003_triggers.sql \
	schema/004_link.sql \
	schema/005_log.sql \
	schema/006_columns.sql \
	schema/007_entries.sql \
	schema/008_admit.sql \
	schema/009_compare.sql \
	schema/010_decide.sql \
	schema/011_write.sql \
	schema/012_settle.sql \
	schema/013_apply.sql \
	schema/014_snapshot.sql \
	schema/015_readback.sql \
	schema/016_unsent.sql \
	schema/017_claim.sql \
	schema/018_look.sql \
	schema/019_outcomes.sql \
	schema/020_work.sql \
	schema/021_prepare.sql \
	schema/022_held.sql \
	schema/023_views.sql
schema_DROP := schema/drop.sql
