/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/memory: a process whose JSON gets no memory ends, unless the program has its own functions. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "base/memory.h"
#include "test.h"

static json_malloc_t allocation(void)
{
    json_malloc_t get;
    json_free_t release;

    json_get_alloc_funcs(&get, &release);
    return get;
}

static void *own_malloc(size_t size)
{
    return malloc(size);
}

static int restore(UNUSED void **state)
{
    json_set_alloc_funcs(malloc, free);
    return 0;
}

TEST(a_process_without_memory_for_json_ends, .teardown_func = restore)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        (void)!freopen("/dev/null", "w", stderr);
        baton_memory_guard_json();
        allocation()(SIZE_MAX / 2);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(json_still_works_with_the_guard, .teardown_func = restore)
{
    json_t *before = json_pack("{s:s}", "a", "b");

    baton_memory_guard_json();
    json_t *after = json_deep_copy(before);
    assert_true(json_equal(before, after));
    json_decref(before);
    json_decref(after);
}

TEST(a_program_keeps_its_own_functions, .teardown_func = restore)
{
    json_set_alloc_funcs(own_malloc, free);
    baton_memory_guard_json();
    assert_true(allocation() == own_malloc);
}
