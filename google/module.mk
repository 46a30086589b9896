google_SOURCES := $(call sources_of,google)

bucket_test_LIBS := google
backoff_test_LIBS := google
mend_test_LIBS := worker google common
answer_test_LIBS := google common
reading_test_LIBS := google common
reading_test_PKGS := libcurl libcrypto
http_test_LIBS := google common
http_test_PKGS := libcurl
token_test_LIBS := google common
token_test_PKGS := libcurl libcrypto
sheets_test_LIBS := google common
sheets_test_PKGS := libcurl libcrypto
