/* Preloaded into the server by the fault harness: a slow or failing disk, and a wall clock that jumps.
   The file named by SHIM_CONTROL holds three numbers, read at each call: milliseconds that a sync takes, how many of
   1000 writes to a file fail with EIO, and seconds that the wall clock is off. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct control {
    int sync_milliseconds, failing_writes;
    long clock_offset;
};

static struct control read_control(void) {
    struct control control = {0, 0, 0};
    char text[64] = {0};
    const char *path = getenv("SHIM_CONTROL");
    int fd = path == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return control;
    if (syscall(SYS_read, fd, text, sizeof text - 1) > 0) {
        sscanf(text, "%d %d %ld", &control.sync_milliseconds, &control.failing_writes, &control.clock_offset);
    }
    syscall(SYS_close, fd);
    return control;
}

static int slow_sync(int fd, long call) {
    int milliseconds = read_control().sync_milliseconds;
    struct timespec wait = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    if (milliseconds > 0) nanosleep(&wait, NULL);
    return (int)syscall(call, fd);
}

int fsync(int fd) { return slow_sync(fd, SYS_fsync); }

int fdatasync(int fd) { return slow_sync(fd, SYS_fdatasync); }

static ssize_t write_or_fail(int fd, const void *bytes, size_t count, off_t offset) {
    static unsigned seed = 1;
    struct stat what;
    int failing = read_control().failing_writes;
    if (failing > 0 && fstat(fd, &what) == 0 && S_ISREG(what.st_mode) && rand_r(&seed) % 1000 < failing) {
        errno = EIO;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return write_or_fail(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
    return write_or_fail(fd, bytes, count, offset);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += read_control().clock_offset;
    return result;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) *out = now.tv_sec;
    return now.tv_sec;
}
