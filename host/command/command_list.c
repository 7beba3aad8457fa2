/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "case.h"
#include "command.h"

int tck_command_list(int argc, char **argv) {
        const GPtrArray *cases = tck_all_cases();
        gboolean found = FALSE;
        const GOptionEntry entries[] = {{0}};

        if (!tck_command_parse(&argc, &argv, "[PATTERN…]",
                               "Names the cases, one a line, each with what a pass of it means.",
                               "A pattern is a leading part of names (isa/write) or has * and ? in it.", entries))
                return TCK_EXIT_USAGE;
        for (guint i = 0; i < cases->len; i++) {
                const TckCase *listed = cases->pdata[i];
                gboolean wanted = argc < 2;

                for (int a = 1; a < argc; a++)
                        wanted |= tck_case_matches(listed->name, argv[a]);
                if (wanted)
                        printf("%-42s %s\n", listed->name, listed->summary);
                found |= wanted;
        }
        if (found)
                return 0;
        tck_command_complain("no case matches; `pvpanic-tck list` without a pattern names them all");
        return TCK_EXIT_USAGE;
}
