/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Adds elements to the XML of a domain without changing the rest of its text: `virsh edit` shows no other change.
 */
#pragma once

#include <glib.h>

/* Adds the elements of `wanted`, the content of a domain: "<features><hyperv><relaxed state='on'/></hyperv></features>". An existing
 * element (timers are told apart by name) only has its attributes set. NULL if the XML already contains everything, or is not XML of a
 * domain that can be changed like this. Free with g_free(). */
char *tck_xml_merge(const char *xml, const char *wanted);
