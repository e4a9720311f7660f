/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of libc that SQLite calls, with faults. */
#include "autoconfig.h"

#include "unit/store/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
    char *folder, *path;
    enum disk_fault fault;
    int left, calls;
    GHashTable *synced; /* path -> GBytes */
} disk;

static bool fails(void)
{
    disk.calls++;
    if (disk.fault == DISK_WORKS)
        return false;
    return disk.left-- <= 0;
}

/* Only the files of the test: cmocka writes as well. */
static char *path_of(int fd)
{
    char link[32], path[PATH_MAX];
    g_snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof(path) - 1);
    if (length < 0 || !disk.folder)
        return NULL;
    path[length] = '\0';
    return g_str_has_prefix(path, disk.folder) ? g_strdup(path) : NULL;
}

/* Baton is built with hidden names, but the library has to find these. */
#define FOR_THE_LIBRARY __attribute__((visibility("default")))

FOR_THE_LIBRARY ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    bool good = disk.fault == DISK_SYNC_FAILS || !fails();
    if (!good && disk.fault != DISK_WRITE_IS_CUT) {
        errno = disk.fault == DISK_FULL ? ENOSPC : EIO;
        return -1;
    }
    if (!good && disk.left < -1) {
        errno = EIO;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, data, good ? length : (length + 1) / 2, offset);
}

static void keep(int fd)
{
    char *path = path_of(fd), *content;
    gsize length;
    if (path && g_file_get_contents(path, &content, &length, NULL))
        g_hash_table_insert(disk.synced, g_strdup(path), g_bytes_new_take(content, length));
    g_free(path);
}

static int sync_file(int fd, long number)
{
    bool can_fail = disk.fault == DISK_SYNC_FAILS || disk.fault == DISK_IS_GONE;
    if (can_fail && fails()) {
        errno = EIO;
        return -1;
    }
    if (!disk.folder)
        return (int)syscall(number, fd);
    keep(fd);
    return 0;
}

FOR_THE_LIBRARY int fdatasync(int fd)
{
    return sync_file(fd, SYS_fdatasync);
}

FOR_THE_LIBRARY int fsync(int fd)
{
    return sync_file(fd, SYS_fsync);
}

void disk_fails(enum disk_fault fault, int after)
{
    disk.fault = fault;
    disk.left = after;
    disk.calls = 0;
}

int disk_calls(void)
{
    return disk.calls;
}

static void bytes_free(void *bytes)
{
    g_bytes_unref(bytes);
}

const char *disk_begin(void)
{
    disk_fails(DISK_WORKS, 0);
    disk.synced = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, bytes_free);
    disk.folder = g_dir_make_tmp("baton-store-XXXXXX", NULL);
    assert_non_null(disk.folder);
    disk.path = g_build_filename(disk.folder, "baton.db", NULL);
    return disk.path;
}

/* The names in the folder, as a NULL-terminated array for g_strfreev. */
static char **names(void)
{
    GPtrArray *all = g_ptr_array_new();
    GDir *dir = g_dir_open(disk.folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)))
        g_ptr_array_add(all, g_build_filename(disk.folder, name, NULL));
    g_dir_close(dir);
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

void disk_end(void)
{
    char **all = names();
    disk_fails(DISK_WORKS, 0);
    for (char **path = all; *path; path++)
        g_unlink(*path);
    g_strfreev(all);
    g_rmdir(disk.folder);
    g_hash_table_destroy(disk.synced);
    g_clear_pointer(&disk.folder, g_free);
    g_clear_pointer(&disk.path, g_free);
}

/* The store was synced under the name with which it was created. */
static GBytes *content_at_sync(const char *path)
{
    char *fresh = g_strconcat(path, ".new", NULL);
    GBytes *content = g_hash_table_lookup(disk.synced, path);
    if (!content)
        content = g_hash_table_lookup(disk.synced, fresh);
    g_free(fresh);
    return content;
}

void disk_loses_power(void)
{
    char **all = names();
    disk_fails(DISK_WORKS, 0);
    for (char **path = all; *path; path++) {
        GBytes *content = content_at_sync(*path);
        gsize length = 0;
        const void *data = content ? g_bytes_get_data(content, &length) : NULL;
        assert_true(g_file_set_contents(*path, data ? data : "", (gssize)length, NULL));
    }
    g_strfreev(all);
}

void disk_write(const char *path, const char *ending, const void *data, size_t length)
{
    char *name = g_strconcat(path, ending, NULL);
    assert_true(g_file_set_contents(name, data, (gssize)length, NULL));
    g_free(name);
}

bool disk_has(const char *path, const char *ending)
{
    char *name = g_strconcat(path, ending, NULL);
    bool has = g_file_test(name, G_FILE_TEST_EXISTS);
    g_free(name);
    return has;
}
