common_SOURCES := $(call sources_of,common) $(BUILD)/common/schema_id.c
common_PKGS := inih

json_cut_test_LIBS := common
buf_test_LIBS := common
base64_test_LIBS := common
log_test_LIBS := common
conf_test_LIBS := common
conf_test_PKGS := inih
prom_test_LIBS := common
