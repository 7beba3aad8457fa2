/* SPDX-License-Identifier: BSD-2-Clause */
/* The cores that libvirt takes of itself, under coredump-destroy and coredump-restart. */
#include <string.h>
#include <sys/stat.h>

#include "libvirt_check.h"

#define ISA                        \
        {                          \
                { .model = "isa" } \
        }

static void crash(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void content(TckDom *d) {
        g_autofree char *path = NULL;

        crash(d);
        path = tck_dom_expect_core(d);
        tck_dom_expect_good_core(d, path);
}

static void restarted(TckDom *d) {
        g_autofree char *path = NULL;

        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_hello(d);
        path = tck_dom_expect_core(d);
        tck_dom_expect_good_core(d, path);
}

/* A guest's memory holds its secrets. */
static void mode(TckDom *d) {
        struct stat status = {0};
        g_autofree char *path = NULL;

        crash(d);
        path = tck_dom_expect_core(d);
        if (path && stat(path, &status) < 0)
                tck_dom_fail(d, "the core", "%s", g_strerror(errno));
        tck_dom_expect_number(d, "what others may do with the core", status.st_mode & 077, 0);
}

/* ID-NAME-YYYY-MM-DD-HH:MM:SS, in UTC. */
static void name(TckDom *d) {
        g_autofree char *path = NULL, *file = NULL;

        crash(d);
        path = tck_dom_expect_core(d);
        file = path ? g_path_get_basename(path) : NULL;
        if (file &&
            !g_regex_match_simple("^[0-9]+-pvpanic-tck-[^/]*-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}:[0-9]{2}:[0-9]{2}$",
                                  file, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT))
                tck_dom_fail(d, "a core named ID-NAME-DATE", "%s", file);
}

/* ---- a dump that fails ---- */

/* The guest is gone in the end, as it is without a dump. */
static void full_disk_destroy(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_settle(d);
        tck_dom_expect_state(d, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void full_disk_restart(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_expect_event(d, VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
        tck_dom_expect_hello(d);
}

/* What is left to do then: the domain stands as it crashed, and can be told to go. */
static void full_disk_left(TckDom *d) {
        tck_dom_start(d);
        tck_dom_panic(d);
        tck_dom_settle(d);
        tck_dom_call(d, "the domain to be destroyed", tck_dom_over(d) ? 0 : virDomainDestroy(tck_dom_get(d)));
        tck_dom_expect_end(d, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED);
        tck_dom_expect_no_core(d);
}

#define INTO_CORES "auto_dump_path = \"%s\""

TCK_CASES({.name = "libvirt/core/destroy/content",
           .clause = "libvirt.core.content",
           .summary = "coredump-destroy leaves a core of the guest, in libvirt's own folder",
           .run_domain = content,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy"}},
          {.name = "libvirt/core/restart/content",
           .clause = "libvirt.core.content",
           .summary = "coredump-restart leaves one of the guest as it crashed, and restarts it",
           .run_domain = restarted,
           .domain = {.panic = ISA, .on_crash = "coredump-restart"}},
          {.name = "libvirt/core/mode",
           .clause = "libvirt.core.mode",
           .summary = "nobody but its owner can read the core",
           .run_domain = mode,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy"}},
          {.name = "libvirt/core/name",
           .clause = "libvirt.core.name",
           .summary = "the core is named ID-NAME-DATE",
           .run_domain = name,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy"}},
          {.name = "libvirt/core/auto-dump-path",
           .clause = "libvirt.core.path",
           .summary = "with auto_dump_path in qemu.conf the core is there",
           .run_domain = content,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy", .config = INTO_CORES}},
          {.name = "libvirt/core/dump-image-format",
           .clause = "libvirt.core.format",
           .summary = "it is an ELF file even where qemu.conf has dump_image_format gzip, which is for virsh dump",
           .run_domain = content,
           .domain = {.panic = ISA, .on_crash = "coredump-destroy", .config = "dump_image_format = \"gzip\""}},
          {.name = "libvirt/core/full-disk/destroy",
           .clause = "libvirt.core.full-disk",
           .summary = "where the disk is too full for the core, coredump-destroy destroys all the same",
           .run_domain = full_disk_destroy,
           .domain = {.panic = ISA,
                      .on_crash = "coredump-destroy",
                      .persistent = TRUE,
                      .config = INTO_CORES,
                      .small_disk = TRUE}},
          {.name = "libvirt/core/full-disk/restart",
           .clause = "libvirt.core.full-disk",
           .summary = "and coredump-restart restarts all the same",
           .run_domain = full_disk_restart,
           .domain = {.panic = ISA, .on_crash = "coredump-restart", .config = INTO_CORES, .small_disk = TRUE}},
          {.name = "libvirt/core/full-disk/is-not-left",
           .clause = "libvirt.core.partial",
           .summary = "no part of a core is left behind by a dump that failed",
           .run_domain = full_disk_left,
           .domain = {.panic = ISA, .on_crash = "coredump-restart", .config = INTO_CORES, .small_disk = TRUE}})
