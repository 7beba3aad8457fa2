/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists whose members register themselves, each in its own file: a pointer goes into a section with the list's name,
 * which the linker scripts keep, between the symbols LIST_start and LIST_end.
 */
#pragma once

#define REGISTER(list, type, object) \
        static const type *const object##_registered __attribute__((used, section("." #list))) = &(object)
