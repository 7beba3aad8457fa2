/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"
#include "error.h"
#include "escape.h"
#include "verify.h"

#include <stdio.h>

enum { PROBLEMS_SHOWN = 50, REFUSED = 1 };

/* Text from an archive, safe to print. */
static void print_line(const char *name, const char *text) {
        g_autofree char *safe = tck_escape(text, "");

        printf("%-11s %s\n", name, safe);
}

static int tell(const TckVerification *verification) {
        const GPtrArray *problems = verification->problems;

        if (verification->hypervisor)
                print_line("hypervisor", verification->hypervisor);
        if (verification->kit)
                print_line("packed by", verification->kit);
        if (verification->claim)
                print_line("claim", verification->claim);
        printf("%-11s %u, of which %u must pass\n", "results", verification->results, verification->demanded);
        for (guint i = 0; i < verification->waivers->len; i++)
                print_line("waiver", verification->waivers->pdata[i]);
        for (guint i = 0; i < MIN(problems->len, PROBLEMS_SHOWN); i++)
                print_line("problem", problems->pdata[i]);
        if (problems->len > PROBLEMS_SHOWN)
                printf("%-11s %u more\n", "problem", problems->len - PROBLEMS_SHOWN);
        print_line("verdict",
                   problems->len ? "REFUSED" : "ACCEPTED: complete, unmodified, and all that must pass does");
        return problems->len ? REFUSED : 0;
}

int tck_command_verify(int argc, char **argv) {
        const GOptionEntry entries[] = {{0}};
        g_autoptr(GError) error = NULL;
        g_autoptr(TckVerification) verification = NULL;

        if (!tck_command_parse(
                    &argc, &argv, "ARCHIVE",
                    "Checks an archive that `pvpanic-tck pack` made, perhaps on another machine: it is complete and "
                    "unmodified, its\nresults agree with each other, all cases are known, and all that must pass does.",
                    "Digests show what was changed by accident or by hand; they are no signature: get the archive "
                    "from somebody you know.\n\nExit status: 0 it is accepted, 1 it is refused, 2 usage, 3 it cannot "
                    "be read.",
                    entries))
                return TCK_EXIT_USAGE;
        if (argc != 2)
                return tck_command_complain(TCK_EXIT_USAGE, "verify needs one archive, as `pvpanic-tck pack` makes it");
        verification = tck_submission_verify(argv[1], &error);
        if (!verification)
                return tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
        return tell(verification);
}
