/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Adds elements to the XML of a domain without changing the rest of its text: `virsh edit` shows no other change.
 */
#pragma once

#include <glib.h>

/* The XML with the elements of `wanted`, which is the content of a domain: "<features><hyperv><relaxed state='on'/></hyperv>
 * </features>". Where there is such an element (timers are told apart by their names), its attributes are set; otherwise it is added.
 * NULL if the XML has all of that already, or is not a domain's XML that can be changed like this. Free with g_free(). */
char *tck_xml_merge(const char *xml, const char *wanted);
