fcgi_SOURCES := $(call sources_of,fcgi)
gsync-fcgi_SOURCES := fcgi/main.c
gsync-fcgi_LIBS := fcgi journal common
gsync-fcgi_PKGS := fcgi libcrypto lmdb inih

json_test_LIBS := common
jsonsuite_test_LIBS := common
event_test_LIBS := fcgi common
signature_test_LIBS := fcgi common
signature_test_PKGS := libcrypto
fcgi_listener_test_LIBS := fcgi common
fcgi_request_test_LIBS := fcgi common
fcgi_request_test_PKGS := libcrypto
fcgi_secrets_test_LIBS := fcgi common
fcgi_secrets_test_PKGS := libcrypto
fcgi_server_test_LIBS := fcgi journal common
fcgi_server_test_PKGS := fcgi libcrypto lmdb
