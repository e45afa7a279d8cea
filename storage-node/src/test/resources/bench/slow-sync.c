/* Preloaded into a process, makes each of its syncs SLOW_SYNC_NANOS longer: a slower disk on a fast
   machine, the same for a JVM and for native code in it. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int slowed(long result) {
    const char *nanos = getenv("SLOW_SYNC_NANOS");
    if (nanos != NULL) {
        long more = atol(nanos);
        struct timespec end;
        clock_gettime(CLOCK_MONOTONIC, &end);
        end.tv_sec += (end.tv_nsec + more) / 1000000000;
        end.tv_nsec = (end.tv_nsec + more) % 1000000000;
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) != 0) {
        }
    }
    return (int) result;
}

int fsync(int file) {
    return slowed(syscall(SYS_fsync, file));
}

int fdatasync(int file) {
    return slowed(syscall(SYS_fdatasync, file));
}
