/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the XML of a domain with a probe in it, and reads libvirt's XML. */
#pragma once

#include "arch.h"

/* Everything is borrowed. The wire is a Unix socket on which a process listens, the console a file that is written. */
typedef struct {
        const TckDomainSpec *spec;
        const TckArch *arch; /* of the guest */
        const char *name, *machine, *accel, *emulator, *kernel, *wire, *console;
        const char *monitor; /* a Unix socket, too, for a monitor besides libvirt's; NULL: none */
} TckDomainPlan;

/* The mark of the kit's domains: an element of this namespace in the metadata, with the process that made it. */
#define TCK_DOMAIN_NAMESPACE "urn:pvpanic-tck"
#define TCK_DOMAIN_PREFIX "pvpanic-tck-"

/* Free with g_free(). */
char *tck_domain_xml(const TckDomainPlan *plan);

/* Whether the metadata element is such a mark. */
gboolean tck_domain_is_marked(const char *metadata);

/* Whether the process that wrote it has ended. FALSE also if that is unknown: no access to the process, or another PID namespace. */
gboolean tck_domain_is_orphan(const char *metadata);

/* The strings, or the number, that an XPath expression selects in libvirt's XML. NULL, or 0, if there are none. */
GStrv tck_xml_strings(const char *xml, const char *xpath);
char *tck_xml_string(const char *xml, const char *xpath);
guint tck_xml_count(const char *xml, const char *xpath);

/* The file of a domain's console, by its XML; NULL if there is none. Free with g_free(). */
char *tck_xml_console(const char *xml);
