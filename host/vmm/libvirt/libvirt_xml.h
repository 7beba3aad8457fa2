/* SPDX-License-Identifier: BSD-2-Clause */
/* The XML of a domain with a probe in it, and what is in the XML that libvirt answers with. */
#pragma once

#include "vmspec.h"

/* All is borrowed. The wire is a Unix socket on which somebody listens, the console a file to be written. */
typedef struct {
        const TckDomainSpec *spec;
        const char *name, *arch, *machine, *accel, *emulator, *kernel, *wire, *console;
        const char *monitor; /* a Unix socket, too, for a monitor besides libvirt's; NULL: none */
} TckDomainPlan;

/* What marks a domain as one of this kit's: an element of that namespace in its metadata, with the process that made it. */
#define TCK_DOMAIN_NAMESPACE "urn:pvpanic-tck"
#define TCK_DOMAIN_PREFIX "pvpanic-tck-"

/* Free with g_free(). */
char *tck_domain_xml(const TckDomainPlan *plan);

/* Whether the metadata element is such a mark. */
gboolean tck_domain_is_marked(const char *metadata);

/* Whether it was written by a process that has ended. FALSE also if that cannot be told: of a process that may not be looked
 * at, or in another namespace of processes. */
gboolean tck_domain_is_orphan(const char *metadata);

/* The strings, or the number, that an XPath expression finds in XML that libvirt wrote. NULL, or 0, if there are none. */
GStrv tck_xml_strings(const char *xml, const char *xpath);
char *tck_xml_string(const char *xml, const char *xpath);
guint tck_xml_count(const char *xml, const char *xpath);

/* The file that a domain's console goes to, by its XML; NULL if it goes to none. Free with g_free(). */
char *tck_xml_console(const char *xml);
