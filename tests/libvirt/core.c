/* SPDX-License-Identifier: BSD-2-Clause */
/* The cores that libvirt takes automatically, under coredump-destroy and coredump-restart. */
#include <string.h>
#include <sys/stat.h>

#include "check_libvirt.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void crash(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void content(Tck *t) {
        g_autofree char *path = NULL;

        crash(t);
        path = tck_dom_expect_core(t);
        tck_dom_expect_good_core(t, path);
}

static void restarted(Tck *t) {
        g_autofree char *path = NULL;

        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
        path = tck_dom_expect_core(t);
        tck_dom_expect_good_core(t, path);
}

/* Only the owner may read it: a guest's memory contains secrets. */
static void mode(Tck *t) {
        struct stat status = {0};
        g_autofree char *path = NULL;

        crash(t);
        path = tck_dom_expect_core(t);
        if (path && stat(path, &status) < 0)
                tck_fail(t, "the core", "%s", g_strerror(errno));
        tck_expect_number(t, "the permissions of others on the core", status.st_mode & 077, 0);
}

/* ID-NAME-YYYY-MM-DD-HH:MM:SS, in UTC. */
static void name(Tck *t) {
        g_autofree char *path = NULL, *file = NULL;

        crash(t);
        path = tck_dom_expect_core(t);
        file = path ? g_path_get_basename(path) : NULL;
        if (file &&
            !g_regex_match_simple("^[0-9]+-pvpanic-tck-[^/]*-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}:[0-9]{2}:[0-9]{2}$",
                                  file, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT))
                tck_fail(t, "a core named ID-NAME-DATE", "%s", file);
}

/* ---- a dump that fails ---- */

/* The domain ends as it does without a dump. */
static void full_disk_destroy(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_settle(t);
        tck_dom_expect_state(t, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void full_disk_restart(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_event(t, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_expect_hello(t);
}

/* The domain is still crashed, and can be destroyed. */
static void full_disk_left(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_settle(t);
        tck_dom_call(t, "the domain to be destroyed", virDomainDestroy(tck_dom_get(t)));
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
        tck_dom_expect_no_core(t);
}

#define INTO_CORES "auto_dump_path = \"%s\""

TCK_CASES(
        {.name = "libvirt/core/destroy/content",
         .clause = "libvirt.core.content",
         .summary = "coredump-destroy leaves a core of the guest in libvirt's own folder",
         .needs = {.cores = TRUE},
         .run = content,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy")},
        {.name = "libvirt/core/restart/content",
         .clause = "libvirt.core.content",
         .summary = "coredump-restart leaves a core of the crashed guest, and restarts it",
         .needs = {.cores = TRUE},
         .run = restarted,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-restart")},
        {.name = "libvirt/core/mode",
         .clause = "libvirt.core.mode",
         .summary = "only its owner can read the core",
         .needs = {.cores = TRUE},
         .run = mode,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy")},
        {.name = "libvirt/core/name",
         .clause = "libvirt.core.name",
         .summary = "the core is named ID-NAME-DATE",
         .needs = {.cores = TRUE},
         .run = name,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy")},
        {.name = "libvirt/core/auto-dump-path",
         .clause = "libvirt.core.path",
         .summary = "with auto_dump_path in qemu.conf the core is in that folder",
         .needs = {.cores = TRUE},
         .run = content,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy", .config = INTO_CORES)},
        {.name = "libvirt/core/dump-image-format",
         .clause = "libvirt.core.format",
         .summary = "the core is an ELF file even if qemu.conf has dump_image_format gzip, which applies to virsh dump",
         .needs = {.cores = TRUE},
         .run = content,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy", .config = "dump_image_format = \"gzip\"")},
        {.name = "libvirt/core/full-disk/destroy",
         .clause = "libvirt.core.full-disk",
         .summary = "if the disk is too full for the core, coredump-destroy destroys the domain nevertheless",
         .run = full_disk_destroy,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-destroy", .persistent = TRUE, .config = INTO_CORES,
                              .small_disk = TRUE)},
        {.name = "libvirt/core/full-disk/restart",
         .clause = "libvirt.core.full-disk",
         .summary = "if the disk is too full for the core, coredump-restart restarts the domain nevertheless",
         .run = full_disk_restart,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-restart", .config = INTO_CORES, .small_disk = TRUE)},
        {.name = "libvirt/core/full-disk/is-not-left",
         .clause = "libvirt.core.partial",
         .summary = "a dump that failed leaves no part of a core",
         .needs = {.cores = TRUE},
         .run = full_disk_left,
         .domain = TCK_DOMAIN(.panic = ISA, .on_crash = "coredump-restart", .config = INTO_CORES, .small_disk = TRUE)})
