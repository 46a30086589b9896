/* sd_notify(3) without libsystemd: datagrams to $NOTIFY_SOCKET (systemd's documented, stable protocol). No-ops outside systemd. */
#ifndef GSYNC_COMMON_NOTIFY_H
#define GSYNC_COMMON_NOTIFY_H

void notify_send(const char *state); /* "READY=1", "STOPPING=1", "STATUS=…", "WATCHDOG=1" */
/* Half of WATCHDOG_USEC in milliseconds, or 0 when no watchdog is wanted of this process. */
unsigned notify_watchdog_ms(void);

#endif
