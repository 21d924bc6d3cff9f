/* Preloaded into a process: writes down, in order, what it does to the files below POWER_ROOT, into POWER_RECORD.
 *
 * A sync takes POWER_SYNC_US microseconds, and leaves the real disk alone; it fails with EIO while the file POWER_BROKEN
 * exists. Each record is a header and its data: of writes the bytes, of all others the path, or two with a zero between.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LONGEST 4096
#define REAL(name) ((__typeof__(&name))next(#name))

struct header {
    uint64_t kind, inode, offset, length;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static __thread sigset_t let_in;
static int record = -1;
static char root[LONGEST];
static const char *broken;
static useconds_t sync_takes;
static uint64_t syncs;

/* Whoever has the turn is not interrupted: Python's handler of signals writes as well, and would wait for itself. */
static void take_turn(void) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &let_in);
    pthread_mutex_lock(&turn);
}

static void give_turn(void) {
    pthread_mutex_unlock(&turn);
    pthread_sigmask(SIG_SETMASK, &let_in, NULL);
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    const char *to = getenv("POWER_RECORD"), *below = getenv("POWER_ROOT"), *takes = getenv("POWER_SYNC_US");
    broken = getenv("POWER_BROKEN");
    if (!to || !below)
        return;
    snprintf(root, sizeof root, "%s/", below);
    sync_takes = takes ? (useconds_t)atoi(takes) : 0;
    record = REAL(open)(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The index of a write-ahead log is made anew after a start, and the log of the service is nobody's data. */
static int is_ours(const char *path) {
    size_t length = strlen(path);
    if (record < 0 || strncmp(path, root, strlen(root)))
        return 0;
    return !(length > 4 && (!strcmp(path + length - 4, "-shm") || !strcmp(path + length - 4, ".log")));
}

static void put(char kind, uint64_t inode, uint64_t offset, const void *data, size_t length) {
    struct header header = {(uint64_t)kind, inode, offset, length};
    struct iovec both[2] = {{&header, sizeof header}, {(void *)data, length}};
    if (REAL(writev)(record, both, 2) != (ssize_t)(sizeof header + length))
        abort();
}

static void put_names(char kind, uint64_t inode, const char *one, const char *other) {
    char both[2 * LONGEST];
    size_t length = strlen(one);
    memcpy(both, one, length);
    if (other) {
        both[length++] = 0;
        memcpy(both + length, other, strlen(other));
        length += strlen(other);
    }
    put(kind, inode, 0, both, length);
}

/* Absolute, as far as it is for one of ours. */
static const char *full(int folder, const char *path, char *into) {
    if (path[0] == '/')
        return path;
    char link[64];
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, into, LONGEST / 2);
    snprintf(into + (length < 0 ? 0 : length), LONGEST / 2, "/%s", path);
    return into;
}

/* Whether a descriptor is of one of our files, or of the root itself. */
static int found(int descriptor, char *path, struct stat *status) {
    char link[64];
    if (record < 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, LONGEST - 2);
    if (length < 0 || fstat(descriptor, status))
        return 0;
    path[length] = 0;
    if (S_ISDIR(status->st_mode)) {
        char folder[LONGEST];
        snprintf(folder, sizeof folder, "%s/", path);
        return !strncmp(folder, root, strlen(root));
    }
    return S_ISREG(status->st_mode) && is_ours(path);
}

static int opened(int descriptor, const char *path, int flags) {
    struct stat status;
    int before = errno;
    if (descriptor >= 0 && is_ours(path) && !fstat(descriptor, &status) && S_ISREG(status.st_mode)) {
        put_names('O', status.st_ino, path, NULL);
        if (flags & O_TRUNC)
            put('T', status.st_ino, 0, "", 0);
    }
    errno = before;
    return descriptor;
}

#define OPENED(call, folder, path)                                                                                     \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                          \
    va_end(rest);                                                                                                      \
    char whole[LONGEST];                                                                                               \
    take_turn();                                                                                         \
    int descriptor = opened(call, full(folder, path, whole), flags);                                                   \
    give_turn();                                                                                       \
    return descriptor

int open(const char *path, int flags, ...) { OPENED(REAL(open)(path, flags, mode), AT_FDCWD, path); }
int open64(const char *path, int flags, ...) { OPENED(REAL(open64)(path, flags, mode), AT_FDCWD, path); }
int openat(int at, const char *path, int flags, ...) { OPENED(REAL(openat)(at, path, flags, mode), at, path); }
int openat64(int at, const char *path, int flags, ...) { OPENED(REAL(openat64)(at, path, flags, mode), at, path); }

static void wrote(int descriptor, ssize_t length, const void *data, off_t offset) {
    char path[LONGEST];
    struct stat status;
    int before = errno;
    if (length > 0 && found(descriptor, path, &status))
        put('W', status.st_ino, (uint64_t)(offset < 0 ? lseek(descriptor, 0, SEEK_CUR) - length : offset), data,
            (size_t)length);
    errno = before;
}

#define WROTE(call, offset)                                                                                            \
    take_turn();                                                                                         \
    ssize_t written = call;                                                                                            \
    wrote(descriptor, written, data, offset);                                                                          \
    give_turn();                                                                                       \
    return written

ssize_t write(int descriptor, const void *data, size_t length) { WROTE(REAL(write)(descriptor, data, length), -1); }
ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset) {
    WROTE(REAL(pwrite)(descriptor, data, length, offset), offset);
}
ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t offset) {
    WROTE(REAL(pwrite64)(descriptor, data, length, offset), offset);
}

/* One after the other: of several buffers at once nobody is promised more. */
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    char path[LONGEST];
    struct stat status;
    if (!found(descriptor, path, &status))
        return REAL(writev)(descriptor, parts, count);
    ssize_t all = 0;
    for (int part = 0; part < count; part++) {
        ssize_t written = write(descriptor, parts[part].iov_base, parts[part].iov_len);
        if (written < 0)
            return all ? all : written;
        all += written;
    }
    return all;
}

/* Ways to write that are not written down: what is built from the records would be wrong. */
static void unknown(int descriptor) {
    char path[LONGEST];
    struct stat status;
    if (found(descriptor, path, &status))
        put_names('!', status.st_ino, path, NULL);
}

ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *at, size_t length, unsigned flags) {
    unknown(to);
    return REAL(copy_file_range)(from, start, to, at, length, flags);
}
#undef sendfile
ssize_t sendfile64(int to, int from, off64_t *start, size_t length) {
    unknown(to);
    return ((ssize_t(*)(int, int, off64_t *, size_t))next("sendfile64"))(to, from, start, length);
}
ssize_t sendfile(int to, int from, off_t *start, size_t length) {
    unknown(to);
    return ((ssize_t(*)(int, int, off_t *, size_t))next("sendfile"))(to, from, start, length);
}
void *mmap64(void *at, size_t length, int protection, int flags, int descriptor, off64_t offset) {
    if (descriptor >= 0 && protection & PROT_WRITE && flags & MAP_SHARED)
        unknown(descriptor);
    return REAL(mmap64)(at, length, protection, flags, descriptor, offset);
}

static int cut_to(int result, int descriptor, off_t length) {
    char path[LONGEST];
    struct stat status;
    int before = errno;
    if (!result && found(descriptor, path, &status))
        put('T', status.st_ino, (uint64_t)length, "", 0);
    errno = before;
    return result;
}

#define IN_TURN(expression)                                                                                            \
    take_turn();                                                                                         \
    int result = expression;                                                                                           \
    give_turn();                                                                                       \
    return result

int ftruncate(int descriptor, off_t length) {
    IN_TURN(cut_to(REAL(ftruncate)(descriptor, length), descriptor, length));
}
int ftruncate64(int descriptor, off64_t length) {
    IN_TURN(cut_to(REAL(ftruncate64)(descriptor, length), descriptor, length));
}

static int named(int result, char kind, const char *one, const char *other) {
    int before = errno;
    if (!result && (is_ours(one) || (other && is_ours(other))))
        put_names(kind, 0, one, other);
    errno = before;
    return result;
}

#define NAMED(call, kind, at, path)                                                                                    \
    char whole[LONGEST];                                                                                               \
    const char *it = full(at, path, whole);                                                                            \
    IN_TURN(named(call, kind, it, NULL))
#define RENAMED(call, kind, at, path, to, other)                                                                       \
    char whole[LONGEST], wholly[LONGEST];                                                                              \
    const char *old = full(at, path, whole), *new = full(to, other, wholly);                                           \
    IN_TURN(named(call, kind, old, new))

int unlink(const char *path) { NAMED(REAL(unlink)(path), 'U', AT_FDCWD, path); }
int rmdir(const char *path) { NAMED(REAL(rmdir)(path), 'U', AT_FDCWD, path); }
int unlinkat(int at, const char *path, int flags) { NAMED(REAL(unlinkat)(at, path, flags), 'U', at, path); }
int mkdir(const char *path, mode_t mode) { NAMED(REAL(mkdir)(path, mode), 'M', AT_FDCWD, path); }
int mkdirat(int at, const char *path, mode_t mode) { NAMED(REAL(mkdirat)(at, path, mode), 'M', at, path); }
int rename(const char *path, const char *other) {
    RENAMED(REAL(rename)(path, other), 'R', AT_FDCWD, path, AT_FDCWD, other);
}
int renameat(int at, const char *path, int to, const char *other) {
    RENAMED(REAL(renameat)(at, path, to, other), 'R', at, path, to, other);
}
int link(const char *path, const char *other) {
    RENAMED(REAL(link)(path, other), 'L', AT_FDCWD, path, AT_FDCWD, other);
}
int linkat(int at, const char *path, int to, const char *other, int flags) {
    RENAMED(REAL(linkat)(at, path, to, other, flags), 'L', at, path, to, other);
}

/* What was written before it began is safe once it has ended. */
static int synced(int descriptor, int (*real)(int)) {
    char path[LONGEST];
    struct stat status;
    if (!found(descriptor, path, &status))
        return real(descriptor);
    if (broken && !access(broken, F_OK)) {
        errno = EIO;
        return -1;
    }
    char kind = S_ISDIR(status.st_mode) ? 'd' : 's';
    take_turn();
    uint64_t own = ++syncs;
    put(kind, status.st_ino, own, path, strlen(path));
    give_turn();
    usleep(sync_takes);
    take_turn();
    put('E', status.st_ino, own, path, strlen(path));
    give_turn();
    return 0;
}

int fsync(int descriptor) { return synced(descriptor, REAL(fsync)); }
int fdatasync(int descriptor) { return synced(descriptor, REAL(fdatasync)); }
