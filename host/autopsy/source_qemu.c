/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's output: messages, traces of its run state (system/trace-events), and perhaps the guest's console (-nographic). */
#include <string.h>

#include "console_parser.h"
#include "domain_life.h"
#include "source.h"
#include "console_reading.h"

static TckSure recognise(const char *head, gsize length) {
        if (tck_head_has_line(
                    head, length,
                    "(?:\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z )?(?:\\S*/)?(?:qemu-(?:system-\\w+|kvm)|qemu-kvm|kvm): ") ||
            tck_head_has_line(head, length, "KVM internal error\\. Suberror: ") ||
            tck_head_has_line(head, length, "(?:.* )?(?:\\d+@\\d+\\.\\d+:)?runstate_set "))
                return TCK_SURE_LIKELY;
        return TCK_SURE_NOT;
}

struct reading {
        TckDomainLife *life;
        TckConsoleReading *console;
};

static void read_line(char *line, gsize length, guint64 number, gpointer data) {
        struct reading *reading = data;

        tck_console_reading_feed(reading->console, line, length);
        tck_console_reading_feed(reading->console, "\n", 1);
        tck_domain_life_line(reading->life, line, number);
}

static gboolean read_output(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckDomainLife) life = tck_domain_life_new(findings);
        g_autoptr(TckConsoleReading) console = tck_console_reading_new(findings, tck_input_name(input));
        struct reading reading = {life, console};
        gboolean good;

        tck_domain_life_with_console(life);
        good = tck_input_each_line(input, read_line, &reading, error);

        tck_domain_life_end(life);
        tck_console_reading_end(console, FALSE);
        return good;
}

TCK_SOURCE(.name = "qemu", .what = "what QEMU printed", .recognise = recognise, .read = read_output)
