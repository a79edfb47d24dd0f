/* A disk that fails, for one program and those it starts: loaded before the C library (LD_PRELOAD).
 *
 * The symbolic link that SOAK_FAILING names says how, in its target: "28:wso:/a/path". While it is there,
 * what is done below that path ends with that error: w writes (the first of two is cut short, as on a disk
 * with a little room left), s syncs, o making, naming and removing files, r opening them to read.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static __thread int cut;

static int fails(const char *path, char how) {
    char said[PATH_MAX], *rest, *ways, *where;
    const char *named = getenv("SOAK_FAILING");
    ssize_t length = named ? readlink(named, said, sizeof said - 1) : -1;
    if (length < 0) return 0;
    said[length] = 0;
    rest = said;
    int error = atoi(strsep(&rest, ":"));
    ways = strsep(&rest, ":");
    where = rest;
    if (!ways || !where || !strchr(ways, how) || strncmp(path, where, strlen(where))) return 0;
    return error;
}

static int fails_at(int handle, char how) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    int before = errno;
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path, how);
}

static int fails_named(const char *path, char how) {
    char whole[PATH_MAX];
    if (path[0] == '/') return fails(path, how);
    if (!getcwd(whole, sizeof whole)) return 0;
    strncat(whole, "/", sizeof whole - strlen(whole) - 1);
    strncat(whole, path, sizeof whole - strlen(whole) - 1);
    return fails(whole, how);
}

#define WRITES(name, parameters, few, all)                                                                   \
    ssize_t name parameters {                                                                                \
        int error = fails_at(handle, 'w');                                                                   \
        if (error && error != ENOSPC) return errno = error, -1;                                              \
        if (error) {                                                                                         \
            cut = !cut;                                                                                      \
            if (!cut || length < 2) return errno = error, -1;                                                \
            return (REAL(name))few;                                                                          \
        }                                                                                                    \
        return (REAL(name))all;                                                                              \
    }

WRITES(write, (int handle, const void *data, size_t length), (handle, data, length / 2),
       (handle, data, length))
WRITES(pwrite, (int handle, const void *data, size_t length, off_t at), (handle, data, length / 2, at),
       (handle, data, length, at))
WRITES(pwrite64, (int handle, const void *data, size_t length, off64_t at), (handle, data, length / 2, at),
       (handle, data, length, at))

#define FAILS(name, parameters, asked, given)                                                                \
    int name parameters {                                                                                    \
        int error = asked;                                                                                   \
        if (error) return errno = error, -1;                                                                 \
        return (REAL(name))given;                                                                            \
    }

FAILS(fsync, (int handle), fails_at(handle, 's'), (handle))
FAILS(fdatasync, (int handle), fails_at(handle, 's'), (handle))
FAILS(ftruncate, (int handle, off_t length), fails_at(handle, 'w'), (handle, length))
FAILS(ftruncate64, (int handle, off64_t length), fails_at(handle, 'w'), (handle, length))
FAILS(rename, (const char *from, const char *to), fails_named(to, 'o'), (from, to))
FAILS(link, (const char *from, const char *to), fails_named(to, 'o'), (from, to))
FAILS(mkdir, (const char *path, mode_t mode), fails_named(path, 'o'), (path, mode))

/* A full disk still opens what is there; only what is new finds no room. */
static int opening(const char *path, int flags) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
    int error = fails_named(path, writes ? 'o' : 'r');
    if (error == ENOSPC && access(path, F_OK) == 0) return 0;
    return error;
}

#define OPENS(name, parameters, given)                                                                       \
    int name parameters {                                                                                    \
        va_list more;                                                                                        \
        va_start(more, flags);                                                                               \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                              \
        va_end(more);                                                                                        \
        int error = opening(path, flags);                                                                    \
        if (error) return errno = error, -1;                                                                 \
        return (REAL(name))given;                                                                            \
    }

OPENS(open, (const char *path, int flags, ...), (path, flags, mode))
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENS(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPENS(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
