google_SOURCES := google/backoff.c google/bucket.c google/credentials.c google/http.c google/jwt.c google/mend.c google/sheets.c google/snapshot.c google/token.c

bucket_test_LIBS := google
backoff_test_LIBS := google
mend_test_LIBS := worker google common
snapshot_test_LIBS := google common
http_test_LIBS := google common
http_test_PKGS := libcurl
token_test_LIBS := google common
token_test_PKGS := libcurl libcrypto
sheets_test_LIBS := google common
sheets_test_PKGS := libcurl libcrypto
