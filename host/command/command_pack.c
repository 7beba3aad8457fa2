/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"
#include "error.h"
#include "pack.h"

#include <stdio.h>

int tck_command_pack(int argc, char **argv) {
        g_autofree char *output = NULL;
        const GOptionEntry entries[] = {
                {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The archive (pvpanic-tck-results.tar.gz)", "FILE"},
                {0},
        };
        g_autoptr(GError) error = NULL;

        if (!tck_command_parse(
                    &argc, &argv, "RESULTS",
                    "Packs a run into one archive for somebody else: its results, all files of its VMs, and their "
                    "digests.",
                    "RESULTS is the folder of a run, or its results.json. `pvpanic-tck verify` checks the archive.\n\n"
                    "Exit status: 0, 2 usage, 3 something cannot be read or written.",
                    entries))
                return TCK_EXIT_USAGE;
        if (argc != 2)
                return tck_command_complain(TCK_EXIT_USAGE, "pack needs the folder of one run");
        if (!output)
                output = g_strdup("pvpanic-tck-results.tar.gz");
        if (!tck_submission_pack(argv[1], output, &error))
                return tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
        printf("%s\n", output);
        return 0;
}
