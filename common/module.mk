common_SOURCES := common/base64.c common/buf.c common/conf.c common/conf_options.c common/conf_print.c common/conf_reload.c common/conf_value.c common/error.c common/json.c common/json_cut.c common/json_scan.c common/log.c \
	common/nearest.c common/notify.c common/printable.c common/units.c common/utf8.c
common_PKGS := inih

json_cut_test_LIBS := common
buf_test_LIBS := common
base64_test_LIBS := common
log_test_LIBS := common
conf_test_LIBS := common
conf_test_PKGS := inih
