worker_SOURCES := worker/apply.c worker/backoff.c worker/batch.c worker/bucket.c worker/changes.c worker/credentials.c worker/cycle.c worker/http.c \
	worker/jwt.c worker/mend.c worker/pg.c worker/pgarray.c worker/prepare.c worker/progress.c worker/publisher.c worker/reading.c worker/refusal.c \
	worker/report.c worker/sheets.c worker/snapshot.c worker/state.c worker/token.c worker/turn.c worker/worker.c
gsync-worker_SOURCES := worker/main.c
gsync-worker_LIBS := worker journal common
gsync-worker_PKGS := libpq libcurl libcrypto lmdb inih

bucket_test_LIBS := worker
backoff_test_LIBS := worker
batch_test_LIBS := worker common
mend_test_LIBS := worker common
snapshot_test_LIBS := worker common
http_test_LIBS := worker common
http_test_PKGS := libcurl
token_test_LIBS := worker common
token_test_PKGS := libcurl libcrypto
sheets_test_LIBS := worker common
sheets_test_PKGS := libcurl libcrypto
