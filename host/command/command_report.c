/* SPDX-License-Identifier: BSD-2-Clause */
#include "command.h"
#include "error.h"
#include "page.h"

int tck_command_report(int argc, char **argv) {
        g_autofree char *html = NULL, *markdown = NULL;
        const GOptionEntry entries[] = {
                {"html", 0, 0, G_OPTION_ARG_FILENAME, &html,
                 "Write a page to DIR/index.html, and the VMs' files beside it", "DIR"},
                {"markdown", 0, 0, G_OPTION_ARG_FILENAME, &markdown,
                 "Write a summary in Markdown, for a CI system's page of a job; - is the standard output", "FILE"},
                {0},
        };
        g_autoptr(GError) error = NULL;
        const char *const *places;

        if (!tck_command_parse(&argc, &argv, "[NAME=]RESULTS…|INCIDENT…",
                               "Makes a page, for any browser, without a network or a server: of runs, compared clause "
                               "by clause, or of\n"
                               "incidents, with their timelines, consoles and backtraces.",
                               "RESULTS is a results.json, or the folder of a run or of a matrix; NAME is the target's "
                               "name on the "
                               "page. INCIDENT is an\n"
                               "incident.json or its folder, as `watch` and `autopsy --output` leave it.\n\n"
                               "Exit status: 0, 2 usage, 3 something cannot be read or written.",
                               entries))
                return TCK_EXIT_USAGE;
        if (argc < 2)
                return tck_command_complain(TCK_EXIT_USAGE, "report needs the folder of a run or of an incident");
        if (!html && !markdown)
                return tck_command_complain(TCK_EXIT_USAGE, "report needs --html DIR or --markdown FILE");
        places = (const char *const *) argv + 1;
        if ((!html || tck_page_write(html, places, &error)) &&
            (!markdown ||
             tck_page_write_markdown(g_str_equal(markdown, "-") ? "/dev/stdout" : markdown, places, &error)))
                return 0;
        return tck_command_complain(g_error_matches(error, TCK_ERROR, TCK_ERROR_USAGE) ? TCK_EXIT_USAGE
                                                                                       : TCK_EXIT_ERROR,
                                    "%s", error->message);
}
