worker_SOURCES := worker/apply.c worker/batch.c worker/changes.c worker/cycle.c worker/pg.c worker/pgarray.c worker/prepare.c worker/progress.c worker/publisher.c \
	worker/reading.c worker/refusal.c worker/report.c worker/state.c worker/turn.c worker/worker.c
gsync-worker_SOURCES := worker/main.c
gsync-worker_LIBS := worker google journal common
gsync-worker_PKGS := libpq libcurl libcrypto lmdb inih

batch_test_LIBS := worker google common
