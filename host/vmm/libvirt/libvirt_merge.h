/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elements put into the XML of a domain, whose text stays as it is around them: `virsh edit` shows no other change.
 */
#pragma once

#include <glib.h>

/* The XML with the elements in it that `wanted` has, as the content of a domain: "<features><hyperv><relaxed state='on'/></hyperv>
 * </features>". Where there is such an element (timers are told apart by their names), its attributes are set; otherwise it is added.
 * NULL if the XML has all of that already, or is not one of a domain that can be changed so. Free with g_free(). */
char *tck_xml_merge(const char *xml, const char *wanted);
