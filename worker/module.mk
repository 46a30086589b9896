worker_SOURCES := $(call sources_of,worker)
gsync-worker_SOURCES := worker/main.c
gsync-worker_LIBS := worker google journal common
gsync-worker_PKGS := libpq libcurl libcrypto lmdb inih

batch_test_LIBS := worker google common
history_test_LIBS := worker common
