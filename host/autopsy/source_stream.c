/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A guest's memory in formats that debuggers do not read: `virsh save` (src/qemu/qemu_saveimage.h), and QEMU's migration stream
 * (migration/savevm.c). The finding names the format, and a command that makes a core of it.
 */
#include <string.h>

#include "libvirt_xml.h"
#include "source.h"

enum { HEADER = 92, VERSION_AT = 16, XML_LENGTH_AT = 20, XML_MAX = 60 << 10 };

static gboolean is_saved(const char *head, gsize length) {
        return length >= HEADER &&
               (memcmp(head, "LibvirtQemudSave", VERSION_AT) == 0 || memcmp(head, "LibvirtQemudPart", VERSION_AT) == 0);
}

static TckSure recognise(const char *head, gsize length) {
        gboolean stream = length >= 8 && memcmp(head, "QEVM\0\0\0", 7) == 0;

        return stream || is_saved(head, length) ? TCK_SURE_CERTAIN : TCK_SURE_NOT;
}

static guint32 number_at(const char *head, gsize at, gboolean swapped) {
        guint32 number;

        memcpy(&number, head + at, sizeof number);
        return swapped ? GUINT32_SWAP_LE_BE(number) : number;
}

/* The domain's XML follows the header, which is in the byte order of the host that wrote it. */
static void take_domain(TckFindings *findings, const char *head, gsize length) {
        gboolean swapped = number_at(head, VERSION_AT, FALSE) > 0xffff;
        guint32 most = MIN(number_at(head, XML_LENGTH_AT, swapped), XML_MAX);
        g_autofree char *xml = g_strndup(head + HEADER, MIN(most, length - HEADER));
        g_autofree char *name = tck_xml_string(xml, "string(/domain/name)");

        if (!name)
                return;
        tck_findings_set_guest(findings, name);
        tck_findings_set_domain(findings, xml);
}

static gboolean read_stream(TckFindings *findings, TckInput *input, GError **error) {
        const char *name = tck_input_name(input), *head;
        gboolean saved;
        gsize length;

        head = tck_input_head(input, &length, error);
        if (!head)
                return FALSE;
        saved = is_saved(head, length);
        tck_findings_add_trouble(
                findings,
                saved ? "%s is a guest saved by libvirt, %s, not a core: after `virsh restore`, `virsh dump "
                        "--memory-only` takes one"
                      : "%s is a migration stream of QEMU%s, not a core: load it into a QEMU with the same hardware by "
                        "-incoming \"exec:cat FILE\", and dump-guest-memory takes one",
                name,
                !saved            ? ""
                : head[12] == 'P' ? "though not to the end"
                                  : "with all of its memory");
        tck_findings_add_moment(findings, TCK_CLOCK_UNKNOWN, 0, 0,
                                saved ? "libvirt saved the guest"
                                      : "the guest's memory and devices, as a migration sends them");
        if (saved)
                take_domain(findings, head, length);
        return TRUE;
}

TCK_SOURCE(.name = "stream", .what = "a guest's memory that is not a core", .recognise = recognise, .read = read_stream)
