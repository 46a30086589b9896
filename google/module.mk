google_SOURCES := google/answer.c google/backoff.c google/bucket.c google/credentials.c google/header.c google/http.c google/jwt.c google/mend.c google/order.c \
	google/ranges.c google/reading.c google/rowdata.c google/sheets.c google/token.c

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
