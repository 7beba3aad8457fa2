/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"

struct tree tree;

const struct tree_property *tree_rtas(const char *name) {
        for (size_t i = 0; i < tree.rtas_count; i++)
                if (wire_same(tree.rtas[i].name, name))
                        return tree.rtas + i;
        return NULL;
}
