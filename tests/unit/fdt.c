/* SPDX-License-Identifier: BSD-2-Clause */
/* The probe's reader of device trees: what is in a tree is found, and a damaged one is never read beyond its end. */
#include "../../probe/base/fdt.c"

#include "common.h"

/* ---- writing a tree ---- */

static void add_number(GByteArray *bytes, guint32 value) {
        guint32 big = GUINT32_TO_BE(value);

        g_byte_array_append(bytes, (const guint8 *) &big, sizeof big);
}

static void add_padded(GByteArray *bytes, const void *data, gsize length) {
        static const guint8 zeroes[3];

        g_byte_array_append(bytes, data, (guint) length);
        g_byte_array_append(bytes, zeroes, (4 - length % 4) % 4);
}

typedef struct {
        GByteArray *structure, *strings;
} Tree;

static void begin(Tree *tree, const char *name) {
        add_number(tree->structure, TOKEN_BEGIN);
        add_padded(tree->structure, name, strlen(name) + 1);
}

static void end(Tree *tree) {
        add_number(tree->structure, TOKEN_END);
}

static void add(Tree *tree, const char *name, const void *data, gsize length) {
        add_number(tree->structure, TOKEN_PROPERTY);
        add_number(tree->structure, (guint32) length);
        add_number(tree->structure, tree->strings->len);
        g_byte_array_append(tree->strings, (const guint8 *) name, (guint) strlen(name) + 1);
        add_padded(tree->structure, data, length);
}

static void add_cells(Tree *tree, const char *name, const guint32 *cells, gsize count) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();

        for (gsize i = 0; i < count; i++)
                add_number(bytes, cells[i]);
        add(tree, name, bytes->data, bytes->len);
}

#define CELLS(tree, name, ...) \
        add_cells(tree, name, (const guint32[]){__VA_ARGS__}, sizeof((const guint32[]){__VA_ARGS__}) / 4)

/* A bus of one-cell addresses in a root of two-cell ones. */
static GByteArray *sample(void) {
        static const char compatible[] = "vendor,new\0vendor,old";
        Tree tree = {g_byte_array_new(), g_byte_array_new()};
        GByteArray *blob = g_byte_array_new();

        begin(&tree, "");
        CELLS(&tree, "#address-cells", 2);
        CELLS(&tree, "#size-cells", 2);
        begin(&tree, "chosen");
        add(&tree, "bootargs", "agent port=1", sizeof("agent port=1"));
        end(&tree);
        begin(&tree, "bus@c000000");
        CELLS(&tree, "#address-cells", 1);
        CELLS(&tree, "#size-cells", 0);
        begin(&tree, "device@5");
        CELLS(&tree, "reg", 5);
        CELLS(&tree, "phandle", 0x8001);
        add(&tree, "compatible", compatible, sizeof compatible);
        end(&tree);
        end(&tree);
        begin(&tree, "device@4000000000");
        add_number(tree.structure, TOKEN_NOP);
        CELLS(&tree, "reg", 0x40, 0x10000000, 0, 0x1000, 1, 2, 3, 4);
        add(&tree, "compatible", "vendor,old", sizeof("vendor,old"));
        end(&tree);
        end(&tree);
        add_number(tree.structure, 9);
        add_number(blob, FDT_MAGIC);
        add_number(blob, HEADER_SIZE + tree.structure->len + tree.strings->len);
        add_number(blob, HEADER_SIZE);
        add_number(blob, HEADER_SIZE + tree.structure->len);
        add_number(blob, 0);
        add_number(blob, 17);
        add_number(blob, 16);
        add_number(blob, 0);
        add_number(blob, tree.strings->len);
        add_number(blob, tree.structure->len);
        g_byte_array_append(blob, tree.structure->data, tree.structure->len);
        g_byte_array_append(blob, tree.strings->data, tree.strings->len);
        g_byte_array_unref(tree.structure);
        g_byte_array_unref(tree.strings);
        return blob;
}

/* ---- reading it ---- */

static void test_found(void) {
        g_autoptr(GByteArray) blob = sample();
        struct fdt_walk walk = {0};
        struct fdt_value value;
        struct fdt_node node;
        uint64_t address, size;
        struct fdt fdt;
        guint nodes = 0;

        g_assert_true(fdt_open(&fdt, blob->data, blob->len));
        while (fdt_next(&fdt, &walk, &node))
                nodes++;
        g_assert_cmpuint(nodes, ==, 5);
        g_assert_true(fdt_find_named(&fdt, "chosen", &node));
        g_assert_cmpstr(fdt_text(&fdt, &node, "bootargs"), ==, "agent port=1");
        g_assert_null(fdt_text(&fdt, &node, "bootarg"));
        g_assert_false(fdt_find_named(&fdt, "device@5", &node));
        g_assert_true(fdt_find_named(&fdt, "bus", &node));
        g_assert_true(fdt_find(&fdt, "vendor,old", 0, &node));
        g_assert_cmpstr(node.name, ==, "device@5");
        g_assert_true(fdt_reg(&fdt, &node, 0, &address, &size));
        g_assert_cmpuint(address, ==, 5);
        g_assert_cmpuint(size, ==, 0);
        g_assert_false(fdt_reg(&fdt, &node, 1, &address, &size));
        g_assert_true(fdt_find(&fdt, "vendor,old", 1, &node));
        g_assert_true(fdt_reg(&fdt, &node, 0, &address, &size));
        g_assert_cmpuint(address, ==, 0x4010000000);
        g_assert_cmpuint(size, ==, 0x1000);
        g_assert_true(fdt_reg(&fdt, &node, 1, &address, &size));
        g_assert_cmpuint(address, ==, 0x100000002);
        g_assert_false(fdt_find(&fdt, "vendor,old", 2, &node));
        g_assert_false(fdt_find(&fdt, "vendor", 0, &node));
        g_assert_true(fdt_find_phandle(&fdt, 0x8001, &node));
        g_assert_cmpstr(node.name, ==, "device@5");
        g_assert_false(fdt_find_phandle(&fdt, 0, &node));
        g_assert_false(fdt_property(&fdt, &node, "absent", &value));
        g_assert_cmpuint(value.length, ==, 0);
        g_assert_cmpuint(fdt_number(&fdt, &node, "absent", 7), ==, 7);
}

/* Asks for everything that the probe asks for. The blob has a block of its own: a sanitizer sees a read beyond it. */
static void read_all(const guint8 *data, gsize length) {
        g_autofree guint8 *blob = g_memdup2(data, length);
        struct fdt_walk walk = {0};
        struct fdt_node node;
        uint64_t address, size;
        struct fdt fdt;
        guint nodes = 0;

        if (!fdt_open(&fdt, blob, length))
                return;
        while (fdt_next(&fdt, &walk, &node)) {
                nodes++;
                g_assert_cmpuint(nodes, <=, length / 4);
                g_assert_cmpuint(node.depth, <=, FDT_DEPTH_MAX);
                fdt_is(&fdt, &node, "vendor,none");
                fdt_text(&fdt, &node, "bootargs");
                fdt_reg(&fdt, &node, 1, &address, &size);
        }
        fdt_find_phandle(&fdt, 0x8001, &node);
}

static void test_damaged(void) {
        static const guint8 values[] = {0, 1, 2, 3, 4, 0x7f, 0x80, 0xff};
        g_autoptr(GByteArray) blob = sample();

        for (gsize length = 0; length < blob->len; length++)
                read_all(blob->data, length);
        for (gsize at = 0; at < blob->len; at++)
                for (gsize i = 0; i < sizeof values; i++) {
                        guint8 before = blob->data[at];

                        blob->data[at] = values[i];
                        read_all(blob->data, blob->len);
                        blob->data[at] = before;
                }
}

static void test_deep(void) {
        Tree tree = {g_byte_array_new(), g_byte_array_new()};
        struct fdt_walk walk = {0};
        struct fdt_node node;
        struct fdt fdt;
        guint nodes = 0;

        for (guint i = 0; i < 100; i++)
                begin(&tree, "n");
        fdt = (struct fdt){.structure = tree.structure->data, .structure_size = tree.structure->len};
        while (fdt_next(&fdt, &walk, &node))
                nodes++;
        g_assert_cmpuint(nodes, ==, FDT_DEPTH_MAX + 1);
        g_byte_array_unref(tree.structure);
        g_byte_array_unref(tree.strings);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/fdt/found", test_found);
        g_test_add_func("/fdt/damaged", test_damaged);
        g_test_add_func("/fdt/deep", test_deep);
        return g_test_run();
}
