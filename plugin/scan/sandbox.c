/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets limits, drops privileges, and lists the allowed system calls. */
#include "autoconfig.h"

#include "scan/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    MEMORY_BYTES = 160 * 1024 * 1024, /* in addition to what the program uses when it starts */
    CPU_SECONDS = 2, /* in case the plugin does not kill the helper at the much earlier deadline */
    NOBODY = 65534,
    NICENESS = 10,
};

/* Sanitizers map terabytes of memory, and end a process with other system calls. */
#if defined(__has_feature)
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static bool limit(int resource, rlim_t value)
{
    struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &limit) == 0;
}

/* Allows MEMORY_BYTES more than is mapped now. Reads /proc, so it must run before the filter is loaded. */
static bool limit_memory(void)
{
    unsigned long pages = 0;
    FILE *file = SANITIZED ? NULL : fopen("/proc/self/statm", "re");

    if (SANITIZED)
        return true;
    if (!file)
        return limit(RLIMIT_AS, 2 * (rlim_t)MEMORY_BYTES);
    bool read = fscanf(file, "%lu", &pages) == 1;
    fclose(file);
    return read && limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY_BYTES);
}

static bool limit_rest(void)
{
    return limit(RLIMIT_CPU, CPU_SECONDS) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0);
}

/* Lowers the priority, because the media of calls is more important than images. */
static bool step_back(void)
{
    struct sched_param none = {.sched_priority = 0};

    return sched_setscheduler(0, SCHED_BATCH, &none) == 0 &&
           setpriority(PRIO_PROCESS, 0, NICENESS) == 0;
}

/*
 * If Janus runs as root, the helper changes to another user. In some containers there is no other user. Then the helper
 * stays root, but the filter of system calls leaves nothing for which it could use root's rights.
 */
static void drop_root(void)
{
    if (geteuid() == 0 && setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0)
        (void)!setresuid(NOBODY, NOBODY, NOBODY);
}

static bool allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
    bool added = true;

    for (size_t i = 0; i < count; i++)
        added = added && seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    return added;
}

/* Allows memory that is not executable and not mapped from a file. */
static bool allow_memory(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)};
    const struct scmp_arg_cmp unexecuted = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp fileless = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);

    return allow(filter, calls, sizeof(calls) / sizeof(calls[0])) &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, unexecuted, fileless) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, unexecuted) == 0;
}

/* Allows the socket and no other descriptor. Output of a library to standard error is lost. */
static bool allow_socket(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp socket = SCMP_A0(SCMP_CMP_EQ, 0, 0),
                              other = SCMP_A0(SCMP_CMP_NE, 0, 0);

    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, socket) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, socket) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(write), 1, other) == 0;
}

static bool refuse_files(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 0) == 0;
}

/* Allows system calls that a sanitizer makes before every function that does not return. */
static bool allow_sanitizer(scmp_filter_ctx filter)
{
    static const int calls[] = {SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid)};

    return !SANITIZED || allow(filter, calls, sizeof(calls) / sizeof(calls[0]));
}

static bool filter_calls(void)
{
    static const int calls[] = {SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(futex), SCMP_SYS(sysinfo) /* qsort calls it */};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

    if (!filter)
        return false;
    bool loaded = allow(filter, calls, sizeof(calls) / sizeof(calls[0])) && allow_memory(filter) &&
                  allow_socket(filter) && refuse_files(filter) && allow_sanitizer(filter) &&
                  seccomp_load(filter) == 0;
    seccomp_release(filter);
    return loaded;
}

const char *baton_sandbox_enter(void)
{
    if (close_range(1, ~0U, 0) != 0)
        return "close_range";
    if (!step_back())
        return "priority";
    if (!limit_memory())
        return "memory limit";
    drop_root();
    /* This must follow the change of the user, which clears the signal. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
        return "prctl";
    if (!limit_rest())
        return "limits";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return "no_new_privs";
    return filter_calls() ? NULL : "seccomp";
}
