/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a libvirt domain is to be like, in the words of libvirt's domain XML.
 */
#pragma once

#include <glib.h>

/* One <panic/> of a domain. */
typedef struct {
        const char *model;  /* "isa", "hyperv", ...; "": none is named */
        const char *iobase; /* the port of its address, in hexadecimal; NULL: no address is given */
} TckPanicDevice;

enum { TCK_PANIC_DEVICES_MAX = 3 };

/* Zeroed it is a domain without a panic device that says nothing of what becomes of it. */
typedef struct {
        TckPanicDevice panic[TCK_PANIC_DEVICES_MAX]; /* up to the first without a model */
        const char *on_crash;                        /* NULL: left out */
        gboolean persistent;                         /* defined, then started; else transient */
        gboolean monitor;                            /* with a monitor of QEMU's for the kit alone */
        gboolean kvm;                                /* by KVM, whatever the run uses */
        gboolean saves;                              /* its memory goes to a file: by itself for one with a core */
        gboolean daemon;                             /* by a daemon, for a second client */
        gboolean own_daemon;                         /* by a daemon of its own, which the case may end */
        const char *config;                          /* lines of its own daemon's qemu.conf: %s is a folder for cores */
        gboolean small_disk;                         /* ... which lies on a file system too small for a core */
} TckDomainSpec;

/* Whether libvirt is to write the memory of the guest to a file, or to read it from one. */
gboolean tck_domain_spec_saves(const TckDomainSpec *spec);
