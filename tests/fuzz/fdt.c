/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a device tree: the walk ends, and whatever is asked of a tree is answered from its bytes alone. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../probe/base/fdt.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const struct fdt *fdt, const struct fdt_value *value) {
        if (!value->length)
                return;
        assert(value->bytes >= fdt->structure && value->length <= fdt->structure_size);
        assert((size_t) (value->bytes - fdt->structure) <= fdt->structure_size - value->length);
        /* Beyond the end there is nothing to read. */
        assert(fdt_cell(value, value->length / 4) == 0);
        fdt_cells(value, value->length / 4 ? value->length / 4 - 1 : 0, 3);
}

static void check_node(const struct fdt *fdt, const struct fdt_node *node) {
        static const char *const names[] = {"reg", "compatible", "phandle", "bootargs", "interrupt-map"};
        struct fdt_value value;
        uint64_t address, length;

        /* The last name may lack the bytes that fill up its cell. */
        assert(node->depth <= FDT_DEPTH_MAX && node->properties < fdt->structure_size + CELL);
        assert(memchr(node->name, '\0', fdt->structure_size));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                const char *text = fdt_text(fdt, node, names[i]);

                if (fdt_property(fdt, node, names[i], &value))
                        check_value(fdt, &value);
                assert(!text || strlen(text) < value.length);
                fdt_number(fdt, node, names[i], 1);
        }
        for (size_t i = 0; fdt_reg(fdt, node, i, &address, &length); i++)
                assert(i < fdt->structure_size);
        fdt_is(fdt, node, "vendor,none");
}

/* The copy has exactly that size: a sanitizer sees a read beyond it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        uint8_t *blob = malloc(size ? size : 1);
        struct fdt_walk walk = {0};
        struct fdt_node node;
        size_t nodes = 0;
        struct fdt fdt;

        assert(blob);
        memcpy(blob, data, size);
        if (fdt_open(&fdt, blob, size)) {
                while (fdt_next(&fdt, &walk, &node)) {
                        nodes++;
                        assert(nodes <= size / 4);
                        check_node(&fdt, &node);
                }
                fdt_find(&fdt, "vendor,none", 1, &node);
                fdt_find_named(&fdt, "chosen", &node);
                fdt_find_phandle(&fdt, 1, &node);
        }
        free(blob);
        return 0;
}
