# SPDX-License-Identifier: GPL-3.0-or-later
# Finds which files of plugin/ include or call which other files. A .c file and its header count as one file,
# "layer/noun".
# shellcheck shell=bash

# Prints "place layer/noun layer/noun" for each #include of a header of Baton: where it is, the file that includes, and
# the file that is included. A header in the build folder (autoconfig.h) does not count.
graph_includes() # ROOT
{
    (cd "$1/plugin" &&
        grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' --include='*.[ch]' .) |
        sed -nE 's#^\./([^/]+/[^:]+)\.([ch]):([0-9]+):[^"]*"([^"]*)\.h".*#plugin/\1.\2:\3 \1 \4#p' |
        awk '$2 != $3 && $3 != "autoconfig"'
}

# Prints "layer/noun layer/noun" for each use of a function or variable that another file defines: the file that uses
# it, and the file that defines it. Reads the object files of a build.
graph_uses() # BUILD
{
    (cd "$1/plugin" && find . -name '*.o' -exec nm -A {} +) |
        sed -E 's#^\./([^/]+)/(\.libs/)?([^:/]*-)?([^-:/]+)\.o:#\1/\4 #' |
        awk '{ kind = $(NF - 1) }
            kind ~ /^[TDRBVC]$/ { owner[$NF] = $1 }
            kind == "U" { count++; user[count] = $1; used[count] = $NF }
            END {
                for (i = 1; i <= count; i++)
                    if (used[i] in owner && owner[used[i]] != user[i])
                        print user[i], owner[used[i]]
            }' | sort -u
}

# Reads "from to" for each edge. Prints one line for each group of files with cyclic dependencies: their number, their
# names, and one cycle.
graph_cycles()
{
    awk '
        function add(name) {
            if (!(name in number)) {
                number[name] = ++n
                names[n] = name
            }
            return number[name]
        }

        # The shortest cycle through `start`.
        function cycle(start,    queue, head, tail, from, at, to, text) {
            head = 1
            tail = 0
            queue[++tail] = start
            while (head <= tail) {
                at = queue[head++]
                for (to = 1; to <= n; to++) {
                    if (!((at, to) in edge) || to in from)
                        continue
                    from[to] = at
                    if (to != start) {
                        queue[++tail] = to
                        continue
                    }
                    text = names[start]
                    do {
                        text = names[at] " -> " text
                    } while (at != start && (at = from[at]))
                    return text
                }
            }
        }

        $1 != $2 { edge[add($1), add($2)] = 1 }

        END {
            for (pair in edge)
                reach[pair] = 1
            for (k = 1; k <= n; k++)
                for (i = 1; i <= n; i++)
                    if ((i, k) in reach)
                        for (j = 1; j <= n; j++)
                            if ((k, j) in reach)
                                reach[i, j] = 1
            for (i = 1; i <= n; i++) {
                if (i in seen || !((i, i) in reach))
                    continue
                count = 0
                members = ""
                for (j = i; j <= n; j++)
                    if ((i, j) in reach && (j, i) in reach) {
                        seen[j] = 1
                        count++
                        members = members " " names[j]
                    }
                print count " files have cyclic dependencies:" members "; for example " cycle(i)
            }
        }'
}
