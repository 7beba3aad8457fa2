/* SPDX-License-Identifier: BSD-2-Clause */
#include "domspec.h"

gboolean tck_domain_spec_saves(const TckDomainSpec *spec) {
        return spec->saves || (spec->on_crash && g_str_has_prefix(spec->on_crash, "coredump"));
}
