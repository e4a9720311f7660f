/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock, the checks before opening, and the creation of the store's file. */
#include "autoconfig.h"

#include "store/store_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct baton_failure *failure, const char *what)
{
    baton_failure_set(failure, BATON_E_STORE_FAILED, "%s: %s", what, strerror(errno));
    return false;
}

/* --- rights ----------------------------------------------------------------------------------- */

/*
 * SQLite opens a file that it may not write for reading, and then makes a `-shm` with the same rights. This would keep
 * Baton from starting even after the rights of the file have been mended. Therefore Baton checks the rights before
 * SQLite opens the file.
 */
static bool check_rights(const char *path, const char *what, const char *rights, mode_t mode,
    int access, struct baton_failure *failure)
{
    struct stat status;

    if (lstat(path, &status) != 0 || faccessat(AT_FDCWD, path, access, AT_EACCESS) == 0)
        return true;
    if (errno == EROFS) {
        baton_failure_set(failure, BATON_E_STORE_FAILED,
            "%s is on a read-only file system; mount it for writing, or set `store` to another "
            "path",
            what);
        return false;
    }
    baton_failure_set(failure, BATON_E_STORE_FAILED,
        "%s has mode 0%o and belongs to the user %u; the user of Janus, %u, must be able to %s: "
        "chown %u and chmod %o on %s",
        what, (unsigned)status.st_mode & 07777, (unsigned)status.st_uid, (unsigned)geteuid(),
        rights, (unsigned)geteuid(), (unsigned)mode, what);
    return false;
}

static bool check_folder(const char *path, struct baton_failure *failure)
{
    char *folder = g_path_get_dirname(path);
    bool good = check_rights(folder, "its folder", "make files in it", 0700, W_OK | X_OK, failure);

    g_free(folder);
    return good;
}

static const char *const endings[] = {"", "-wal", "-shm"};

static bool check_files(const char *path, struct baton_failure *failure)
{
    bool good = true;

    for (size_t i = 0; i < G_N_ELEMENTS(endings) && good; i++) {
        char *file = g_strconcat(path, endings[i], NULL);
        char *name = g_path_get_basename(file);
        good = check_rights(file, name, "read and write it", 0600, R_OK | W_OK, failure);
        g_free(name);
        g_free(file);
    }
    return good;
}

/* --- the lock --------------------------------------------------------------------------------- */

static bool make_folder(const char *path, struct baton_failure *failure)
{
    char *folder = g_path_get_dirname(path);
    bool made = g_mkdir_with_parents(folder, 0700) == 0;

    g_free(folder);
    return made || fail(failure, "its folder cannot be made");
}

int baton_store_file_lock(const char *path, struct baton_failure *failure)
{
    if (!make_folder(path, failure) || !check_folder(path, failure))
        return -1;
    char *name = g_strconcat(path, ".lock", NULL);
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    g_free(name);
    if (fd < 0) {
        fail(failure, "its file .lock cannot be made");
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (errno == EWOULDBLOCK)
        baton_failure_set(failure, BATON_E_STORE_FAILED,
            "another process uses it; each Janus needs a store of its own");
    else
        fail(failure, "it cannot be locked");
    close(fd);
    return -1;
}

/* --- what is there ---------------------------------------------------------------------------- */

static bool check_missing(bool has_log, struct baton_failure *failure)
{
    if (!has_log)
        return true;
    baton_failure_set(failure, BATON_E_STORE_FAILED,
        "it is missing, but its write-ahead log (-wal) is there; bring the store back from a "
        "backup, or move the log away to start with an empty store");
    return false;
}

static bool check_there(const struct stat *status, struct baton_failure *failure)
{
    if (!S_ISREG(status->st_mode)) {
        baton_failure_set(failure, BATON_E_STORE_FAILED, "it is not a regular file");
        return false;
    }
    if (status->st_size == 0) {
        baton_failure_set(failure, BATON_E_STORE_FAILED,
            "it is empty, and Baton never leaves an empty store; bring it back from a backup, or "
            "remove it to start with an empty store");
        return false;
    }
    return true;
}

bool baton_store_file_check(
    const char *path, enum baton_store_file_state *state, struct baton_failure *failure)
{
    char *log = g_strconcat(path, "-wal", NULL);
    struct stat status, log_status;
    bool has_log = lstat(log, &log_status) == 0 && log_status.st_size > 0;
    bool there = lstat(path, &status) == 0;

    g_free(log);
    if (!there && errno != ENOENT)
        return fail(failure, "it cannot be looked at");
    *state = !there    ? BATON_STORE_FILE_MISSING
             : has_log ? BATON_STORE_FILE_CRASHED
                       : BATON_STORE_FILE_THERE;
    return (there ? check_there(&status, failure) : check_missing(has_log, failure)) &&
           check_files(path, failure);
}

static bool is_hidden(const char *path)
{
    struct stat status;

    return lstat(path, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & 077) == 0 ||
           chmod(path, 0600) == 0;
}

bool baton_store_file_hide(const char *path, struct baton_failure *failure)
{
    bool hidden = true;

    for (size_t i = 0; i < G_N_ELEMENTS(endings) && hidden; i++) {
        char *name = g_strconcat(path, endings[i], NULL);
        hidden = is_hidden(name);
        g_free(name);
    }
    return hidden || fail(failure, "others can read it, and this cannot be changed");
}

/* --- creation --------------------------------------------------------------------------------- */

char *baton_store_file_begin(const char *path, struct baton_failure *failure)
{
    char *fresh = g_strconcat(path, ".new", NULL);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0) {
        close(fd);
        return fresh;
    }
    fail(failure, "it cannot be created");
    g_free(fresh);
    return NULL;
}

/* Without this, the name of a new file may be lost in a crash of the machine. */
static bool sync_folder(const char *path)
{
    char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    g_free(folder);
    if (fd >= 0)
        close(fd);
    return synced;
}

bool baton_store_file_publish(const char *fresh, const char *path, struct baton_failure *failure)
{
    return (rename(fresh, path) == 0 && sync_folder(path)) || fail(failure, "it cannot be created");
}
