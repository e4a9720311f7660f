/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The paths of the programs that were built together with a test. */
#ifndef BATON_TESTS_UNIT_SCAN_PROGRAMS_H
#define BATON_TESTS_UNIT_SCAN_PROGRAMS_H

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Returns the path of a program in the build folder, which is three folders above the test. The path is valid
 * until the next call. */
static inline const char *program(const char *name)
{
    static char path[2 * PATH_MAX];
    char own[PATH_MAX];

    ssize_t len = readlink("/proc/self/exe", own, sizeof(own) - 1);
    own[len > 0 ? len : 0] = '\0';
    for (int up = 0; up < 4; up++)
        *(strrchr(own, '/') ? strrchr(own, '/') : own) = '\0';
    snprintf(path, sizeof(path), "%s/%s", own, name);
    return path;
}

#endif
