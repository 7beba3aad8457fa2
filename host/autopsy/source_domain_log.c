/* SPDX-License-Identifier: BSD-2-Clause */
/* libvirt's log of a domain, /var/log/libvirt/qemu/NAME.log, with libvirt's lines (src/qemu/qemu_domain.c, qemu_process.c) and QEMU's
 * output. */
#include "domain_life.h"
#include "source.h"

static TckSure recognise(const char *head, gsize length) {
        return tck_head_has_line(head, length,
                                 "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+\\d{4}: (?:starting up|shutting "
                                 "down|panic "
                                 "|initiating migration|Domain id=)")
                       ? TCK_SURE_CERTAIN
                       : TCK_SURE_NOT;
}

static void read_line(char *line, gsize length, guint64 number, gpointer life) {
        (void) length;
        tck_domain_life_line(life, line, number);
}

static gboolean read_log(TckFindings *findings, TckInput *input, GError **error) {
        g_autoptr(TckDomainLife) life = tck_domain_life_new(findings);
        gboolean good = tck_input_each_line(input, read_line, life, error);

        findings->has_log = TRUE;
        tck_domain_life_end(life);
        return good;
}

TCK_SOURCE(.name = "domain-log", .what = "libvirt's log of a domain", .recognise = recognise, .read = read_log)
